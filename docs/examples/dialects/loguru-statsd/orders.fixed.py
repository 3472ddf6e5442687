import httpx
from loguru import logger
from statsd import StatsClient

stats = StatsClient()


async def take_order(client: httpx.AsyncClient, order_id: str) -> None:
    logger.debug("An order came in")
    stats.incr("orders_seen")
    logger.bind(order_id=order_id).info("Taking order")
    try:
        response = await client.post("/orders", json={"id": order_id})
        response.raise_for_status()
    except Exception:
        logger.bind(order_id=order_id).exception("Failed to take order")
        stats.incr("order_taking_failed")
        raise
    stats.incr("order_taken_successfully")
