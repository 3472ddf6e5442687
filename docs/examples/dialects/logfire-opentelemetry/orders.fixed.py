import httpx
import logfire

OPERATIONS = logfire.metric_counter("orders.operations")
SEEN = logfire.metric_counter("orders.seen")


async def take_order(client: httpx.AsyncClient, order_id: str) -> None:
    logfire.debug("An order came in")
    SEEN.add(1)
    logfire.info("Taking order", order_id=order_id)
    try:
        response = await client.post("/orders", json={"id": order_id})
        response.raise_for_status()
    except Exception as error:
        logfire.exception("Failed to take order", order_id=order_id)
        OPERATIONS.add(
            1, {"operation": "take_order", "error.type": type(error).__qualname__}
        )
        raise
    OPERATIONS.add(1, {"operation": "take_order"})
