import httpx
import logfire

SEEN = logfire.metric_counter("orders.seen")


async def take_order(client: httpx.AsyncClient, order_id: str) -> None:
    logfire.debug("An order came in")
    SEEN.add(1)
    response = await client.post("/orders", json={"id": order_id})
    response.raise_for_status()
