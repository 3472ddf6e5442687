import httpx
from redis.asyncio import Redis


async def work(clients: list[httpx.AsyncClient], caches: tuple[Redis, ...]) -> None:
    for client in clients[1:]:
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await clients[:3][0].get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    first, second = caches[:2]
    await first.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    await second.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
