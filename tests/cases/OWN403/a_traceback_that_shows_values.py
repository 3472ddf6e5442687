# loguru's sinks show the values of what stands in the lines of a traceback, unless they are told not to.
import httpx
from loguru import logger


async def fetch(client: httpx.AsyncClient, order_id: str) -> None:
    try:
        response = await client.get(f"/orders/{order_id}")
        response.raise_for_status()
    except httpx.HTTPError:
        logger.exception("no order")
        raise


async def fetch_by(client: httpx.AsyncClient, order_id: str) -> None:
    try:
        response = await client.get(f"/orders/{order_id}")  # want OWN403
        response.raise_for_status()
    except httpx.HTTPError as error:
        logger.error(f"no order: {error}")
        raise
