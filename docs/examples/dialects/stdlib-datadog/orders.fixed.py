import logging

import httpx
from datadog import statsd

logger = logging.getLogger(__name__)


async def take_order(client: httpx.AsyncClient, order_id: str) -> None:
    statsd.increment("orders.seen")
    logger.info("Taking order %s", order_id)
    try:
        response = await client.post("/orders", json={"id": order_id})
        response.raise_for_status()
    except Exception:
        logger.exception("Failed to take order %s", order_id)
        statsd.increment("orders.take_order", tags=["outcome:failure"])
        raise
    statsd.increment("orders.take_order", tags=["outcome:success"])
