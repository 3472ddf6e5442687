# option granularity=call
import logging

import httpx

logger = logging.getLogger(__name__)


def build_fetcher(client: httpx.AsyncClient):
    async def fetch_page(page_id: str) -> str:
        try:
            response = await client.get(f"/pages/{page_id}")  # want OWN101
        except Exception:
            logger.exception("Failed to fetch page %s", page_id)
            raise
        return response.text

    return fetch_page
