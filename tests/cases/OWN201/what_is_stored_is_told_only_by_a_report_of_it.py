import logging

import httpx

logger = logging.getLogger(__name__)


def note(error: str) -> None:
    logger.error("noted", extra={"error": error})


async def told(client: httpx.AsyncClient, order_id: str) -> None:
    error = None
    try:
        await client.get(f"/orders/{order_id}")  # no finding
    except Exception as exc:
        error = exc
    logger.error("order %s: %s", order_id, error)


async def not_told(client: httpx.AsyncClient, order_id: str) -> None:
    error = None
    try:
        await client.get(f"/orders/{order_id}")  # want OWN201
    except Exception as exc:
        error = exc
    note("the end")
