import logging

import httpx

__all__ = ["load_page"]

logger = logging.getLogger(__name__)
LIMIT = 3


async def load_page(client: httpx.AsyncClient, page_id: str) -> httpx.Response:
    logger.info("Loading page %s", page_id)
    try:
        return await client.get(f"/pages/{page_id}")  # want OWN101
    except Exception:
        logger.exception("Failed to load page %s", page_id)
        raise
