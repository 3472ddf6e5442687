import logging

import httpx
from shop.everything import *  # noqa: F403

_logger = logging.getLogger(__name__)


async def load_page(client: httpx.AsyncClient, page_id: str) -> httpx.Response:
    logger.debug("page %s", page_id)  # noqa: F405
    try:
        return await client.get(f"/pages/{page_id}")  # want OWN101
    except Exception:
        _logger.exception("Failed to load page %s", page_id)
        raise
