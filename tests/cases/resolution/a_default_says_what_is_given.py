import httpx
from redis.asyncio import Redis

http = httpx.AsyncClient()


async def load(path: str, client=http, *, cache=Redis()) -> None:
    await client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
    await cache.get(path)  # want OWN101  # site api=redis.asyncio.Redis.get
