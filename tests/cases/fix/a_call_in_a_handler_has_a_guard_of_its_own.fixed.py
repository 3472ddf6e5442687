import logging

import httpx

logger = logging.getLogger(__name__)


async def fetch_page(client: httpx.AsyncClient, page_id: str) -> httpx.Response:
    logger.info("Fetching page %s", page_id)
    try:
        return await client.get(f"/pages/{page_id}")  # want OWN101
    except KeyError:
        return await client.get("/pages/missing")  # want OWN101
    except Exception:
        logger.exception("Failed to fetch page %s", page_id)
        raise
