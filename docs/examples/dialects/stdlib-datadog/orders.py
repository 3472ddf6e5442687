import logging

import httpx
from datadog import statsd

logger = logging.getLogger(__name__)


async def take_order(client: httpx.AsyncClient, order_id: str) -> None:
    statsd.increment("orders.seen")
    response = await client.post("/orders", json={"id": order_id})
    response.raise_for_status()
