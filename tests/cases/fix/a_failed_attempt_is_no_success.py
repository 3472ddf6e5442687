# option metrics=app.telemetry:metrics.increment
# option select=OWN101,OWN201
import logging

import httpx

from app.telemetry import metrics

logger = logging.getLogger(__name__)


async def load_order(client: httpx.AsyncClient, order_id: str) -> httpx.Response:
    for attempt in range(3):
        try:
            response = await client.get(f"/orders/{order_id}")  # want OWN101
        except httpx.TransportError:
            if attempt == 2:
                raise
            continue
        return response.raise_for_status()
    raise LookupError(order_id)


async def send_order(client: httpx.AsyncClient, order_id: str) -> httpx.Response:
    failure: Exception = LookupError(order_id)
    for _ in range(3):
        try:
            return await client.put(f"/orders/{order_id}")  # want OWN101
        except httpx.TransportError as exc:
            failure = exc
    raise failure


async def check_order(client: httpx.AsyncClient, order_id: str) -> None:
    try:
        response = await client.head(f"/orders/{order_id}")  # want OWN101
    except KeyError:
        response = None
    print(response)


async def move_order(client: httpx.AsyncClient, order_id: str) -> None:
    try:
        await client.put(f"/orders/{order_id}")  # want OWN101
    except KeyError:
        print("it was not there")
    await client.delete(f"/orders/old/{order_id}")  # want OWN101
