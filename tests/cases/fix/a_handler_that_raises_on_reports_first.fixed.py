import logging

import httpx
from starlette.exceptions import HTTPException

logger = logging.getLogger(__name__)


async def fetch_rates(client: httpx.AsyncClient) -> dict:
    try:
        response = await client.get("/rates")  # want OWN101
    except httpx.HTTPError as error:
        logger.exception("Failed to fetch rates")
        raise HTTPException(502) from error
    return response.json()
