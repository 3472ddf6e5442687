import httpx
import sentry_sdk
from prometheus_client import Counter

OPERATIONS = Counter(
    "orders_operations_total",
    "Operations of orders by outcome.",
    ["operation", "outcome"],
)
SEEN = Counter("orders_seen_total", "Orders that were seen.")


async def take_order(client: httpx.AsyncClient, order_id: str) -> bool:
    SEEN.inc()
    try:
        response = await client.post("/orders", json={"id": order_id})
        response.raise_for_status()
    except httpx.HTTPError as error:
        sentry_sdk.capture_exception(error, extras={"order_id": order_id})
        OPERATIONS.labels(operation="take_order", outcome="failure").inc()
        return False
    return True


async def cancel_order(client: httpx.AsyncClient, order_id: str) -> None:
    try:
        response = await client.delete(f"/orders/{order_id}")
        response.raise_for_status()
    except httpx.HTTPError as error:
        SEEN.inc()
        sentry_sdk.capture_exception(error, extras={"order_id": order_id})
