import httpx
from loguru import logger
from statsd import StatsClient

stats = StatsClient()


async def take_order(client: httpx.AsyncClient, order_id: str) -> None:
    logger.debug("An order came in")
    stats.incr("orders_seen")
    logger.info(f"Taking order {order_id}")
    try:
        response = await client.post("/orders", json={"id": order_id})
        response.raise_for_status()
    except Exception:
        logger.exception(f"Failed to take order {order_id}")
        stats.incr("order_taking_failed")
        raise
    stats.incr("order_taken_successfully")
