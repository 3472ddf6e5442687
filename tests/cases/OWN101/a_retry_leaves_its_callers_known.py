import logging

import backoff
import httpx

logger = logging.getLogger(__name__)


@backoff.on_exception(backoff.expo, httpx.HTTPError, max_tries=3, logger=None)
async def _fetch(client: httpx.AsyncClient, path: str) -> bytes:
    response = await client.get(path)  # site api=httpx.AsyncClient.get verdict=visible
    response.raise_for_status()
    return response.content


async def load(client: httpx.AsyncClient, path: str) -> bytes:
    try:
        return await _fetch(client, path)
    except httpx.HTTPError:
        logger.exception("Failed to load %s", path)
        raise
