import httpx
import structlog
from prometheus_client import Counter

OPERATIONS = Counter(
    "orders_operations_total",
    "Operations of orders by outcome.",
    ["operation", "outcome"],
)
log = structlog.get_logger()
SEEN = Counter("orders_seen_total", "Orders that were seen.")


async def take_order(client: httpx.AsyncClient, order_id: str) -> None:
    SEEN.inc()
    log.info("Taking order", order_id=order_id)
    try:
        response = await client.post("/orders", json={"id": order_id})
        response.raise_for_status()
    except Exception:
        log.exception("Failed to take order", order_id=order_id)
        OPERATIONS.labels(operation="take_order", outcome="failure").inc()
        raise
    OPERATIONS.labels(operation="take_order", outcome="success").inc()
