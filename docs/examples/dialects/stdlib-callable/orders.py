import logging

import httpx

from telemetry import metrics

logger = logging.getLogger(__name__)


async def take_order(client: httpx.AsyncClient, order_id: str) -> None:
    metrics.increment("orders_seen")
    response = await client.post("/orders", json={"id": order_id})
    response.raise_for_status()
