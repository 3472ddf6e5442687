import httpx
import structlog
from prometheus_client import Counter

log = structlog.get_logger()
SEEN = Counter("orders_seen_total", "Orders that were seen.")


async def take_order(client: httpx.AsyncClient, order_id: str) -> None:
    SEEN.inc()
    response = await client.post("/orders", json={"id": order_id})
    response.raise_for_status()
