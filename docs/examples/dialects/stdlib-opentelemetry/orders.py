import logging

import httpx
from opentelemetry import metrics

logger = logging.getLogger(__name__)
SEEN = metrics.get_meter(__name__).create_counter("orders.seen")


async def take_order(client: httpx.AsyncClient, order_id: str) -> None:
    SEEN.add(1)
    response = await client.post("/orders", json={"id": order_id})
    response.raise_for_status()
