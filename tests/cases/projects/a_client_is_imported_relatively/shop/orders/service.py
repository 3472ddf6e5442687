from .. import clients
from ..clients import billing, stock
from ..clients import cache as store
from . import totals
from .totals import total as total_of


async def place(order_id: str) -> None:
    await billing.post("/charges")  # want OWN101  # site api=httpx.AsyncClient.post evidence=cross-file certainty=catalogued
    await store.incr("orders")  # want OWN101  # site api=redis.asyncio.Redis.incr evidence=cross-file
    await clients.cache.get(order_id)  # want OWN101  # site api=redis.asyncio.Redis.get evidence=cross-file
    await stock.get(order_id)  # no site
    await clients.stock.get(order_id)  # no site
    await totals.total(order_id)  # no site
    await total_of(order_id)  # no site
