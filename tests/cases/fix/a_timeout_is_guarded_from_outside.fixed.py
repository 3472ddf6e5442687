import asyncio
import logging

import httpx

logger = logging.getLogger(__name__)


async def check_health(client: httpx.AsyncClient) -> bool:
    try:
        async with asyncio.timeout(5):
            response = await client.get("/health")  # want OWN101
    except Exception:
        logger.exception("Failed to check health")
        raise
    return response.is_success
