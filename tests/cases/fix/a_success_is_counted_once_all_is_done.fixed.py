# option select=OWN101
# option metrics=telemetry:metrics.increment
import logging

import httpx

from telemetry import metrics

logger = logging.getLogger(__name__)


async def publish(client: httpx.AsyncClient, order_id: str, queue) -> None:
    try:
        response = await client.get(f"/orders/{order_id}")  # want OWN101
        response.raise_for_status()
    except Exception:
        logger.exception("GET /orders failed (order_id=%s)", order_id)
        metrics.increment("publish_failed")
        raise
    await queue.publish(response.text)


async def demand(client: httpx.AsyncClient, order_id: str) -> None:
    try:
        response = await client.get(f"/orders/{order_id}")  # want OWN101
        response.raise_for_status()
    except Exception:
        logger.exception("GET /orders failed (order_id=%s)", order_id)
        metrics.increment("demand_failed")
        raise
    if response.text == "closed":
        raise LookupError(order_id)


async def cancel(client: httpx.AsyncClient, order_id: str) -> None:
    try:
        response = await client.delete(f"/orders/{order_id}")  # want OWN101
        response.raise_for_status()
    except Exception:
        logger.exception("DELETE /orders failed (order_id=%s)", order_id)
        metrics.increment("cancel_failed")
        raise
    metrics.increment("cancel_succeeded")
    logger.info("cancelled %s", order_id)
