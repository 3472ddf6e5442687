import logging

import httpx

logger = logging.getLogger(__name__)


class ServiceError(Exception):
    pass


async def fetch_rates(client: httpx.AsyncClient) -> dict:
    logger.info("Fetching rates")
    try:
        response = await client.get("/rates")  # want OWN101
    except httpx.HTTPError as error:
        logger.exception("Failed to fetch rates")
        raise ServiceError("no rates") from error
    return response.json()
