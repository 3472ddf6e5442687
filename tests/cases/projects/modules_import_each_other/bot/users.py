from redis.asyncio import Redis

from bot import orders

cache = Redis()


async def greet(name: str) -> None:
    await cache.incr(name)  # want OWN101  # site api=redis.asyncio.Redis.incr evidence=constructor
    await orders.client.get(name)  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file
    await orders.latest(name)  # no site
