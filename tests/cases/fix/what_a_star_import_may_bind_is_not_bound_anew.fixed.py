import logging

import httpx
from shop.everything import *  # noqa: F403

logger = logging.getLogger(__name__)


async def load_page(client: httpx.AsyncClient, page_id: str) -> httpx.Response:
    print(VERSION)  # noqa: F405
    logger.info("Loading page %s", page_id)
    try:
        return await client.get(f"/pages/{page_id}")  # want OWN101
    except Exception:
        logger.exception("Failed to load page %s", page_id)
        raise
