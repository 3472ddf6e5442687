# option select=OWN101
# option metrics=telemetry:metrics.increment
import logging

import httpx

from telemetry import metrics

logger = logging.getLogger(__name__)


async def publish(client: httpx.AsyncClient, order_id: str, queue) -> None:
    response = await client.get(f"/orders/{order_id}")  # want OWN101
    response.raise_for_status()
    await queue.publish(response.text)


async def demand(client: httpx.AsyncClient, order_id: str) -> None:
    response = await client.get(f"/orders/{order_id}")  # want OWN101
    response.raise_for_status()
    if response.text == "closed":
        raise LookupError(order_id)


async def cancel(client: httpx.AsyncClient, order_id: str) -> None:
    response = await client.delete(f"/orders/{order_id}")  # want OWN101
    response.raise_for_status()
    logger.info("cancelled %s", order_id)
