import logging

import httpx

logger = logging.getLogger(__name__)


async def load_page(client: httpx.AsyncClient, page_id: str, logger) -> httpx.Response:
    logger.debug("page %s", page_id)
    try:
        return await client.get(f"/pages/{page_id}")  # want OWN101
    except Exception:
        logger.exception("failed to load page %s", page_id)
        raise


async def load_order(client: httpx.AsyncClient, order_id: str, logger) -> httpx.Response:
    logger.info("order %s", order_id)
    try:
        return await client.get(f"/orders/{order_id}")  # want OWN101
    except Exception:
        logger.exception("failed to load order %s", order_id)
        raise
