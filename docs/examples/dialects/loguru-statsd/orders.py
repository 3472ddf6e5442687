import httpx
from loguru import logger
from statsd import StatsClient

stats = StatsClient()


async def take_order(client: httpx.AsyncClient, order_id: str) -> None:
    logger.debug("An order came in")
    stats.incr("orders_seen")
    response = await client.post("/orders", json={"id": order_id})
    response.raise_for_status()
