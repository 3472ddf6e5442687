import functools
from functools import cache, lru_cache

import httpx
from redis.asyncio import Redis


@lru_cache
def get_client():
    return httpx.AsyncClient()


@cache
def get_redis() -> Redis:
    return Redis()


@functools.lru_cache(maxsize=1)
def get_other():
    return Redis()


async def work() -> None:
    await get_client().get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=local-return
    await get_redis().get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=local-return
    await get_other().get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=local-return
