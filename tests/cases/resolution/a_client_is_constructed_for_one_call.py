import httpx
from redis.asyncio import Redis


async def ping(url: str) -> int:
    response = await httpx.AsyncClient().get(url)  # want OWN101  # site api=httpx.AsyncClient.get evidence=constructor
    return response.status_code


async def forget(url: str, key: str) -> None:
    await Redis.from_url(url).delete(key)  # want OWN101  # site api=redis.asyncio.Redis.delete evidence=constructor
