import logging

import httpx

logger = logging.getLogger(__name__)


async def ping(client: httpx.AsyncClient, wanted: bool) -> None:
    try:
        if wanted: await client.get("/ping")  # want OWN101
        count = 1; await client.get("/pong"); count += 1  # want OWN101
    except Exception:
        logger.exception("HTTP request failed")
        raise
