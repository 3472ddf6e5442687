import logging

import httpx

from telemetry import metrics

logger = logging.getLogger(__name__)


async def take_order(client: httpx.AsyncClient, order_id: str) -> None:
    metrics.increment("orders_seen")
    logger.info("Taking order %s", order_id)
    try:
        response = await client.post("/orders", json={"id": order_id})
        response.raise_for_status()
    except Exception:
        logger.exception("Failed to take order %s", order_id)
        metrics.increment("order_taking_failed")
        raise
    metrics.increment("order_taken_successfully")
