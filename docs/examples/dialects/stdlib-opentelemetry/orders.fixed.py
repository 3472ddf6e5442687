import logging

import httpx
from opentelemetry import metrics

OPERATIONS = metrics.get_meter(__name__).create_counter("orders.operations")
logger = logging.getLogger(__name__)
SEEN = metrics.get_meter(__name__).create_counter("orders.seen")


async def take_order(client: httpx.AsyncClient, order_id: str) -> None:
    SEEN.add(1)
    logger.info("Taking order %s", order_id)
    try:
        response = await client.post("/orders", json={"id": order_id})
        response.raise_for_status()
    except Exception as error:
        logger.exception("Failed to take order %s", order_id)
        OPERATIONS.add(
            1, {"operation": "take_order", "error.type": type(error).__qualname__}
        )
        raise
    OPERATIONS.add(1, {"operation": "take_order"})
