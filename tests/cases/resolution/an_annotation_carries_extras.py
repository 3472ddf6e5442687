from typing import Annotated, Final

from fastapi import Body, Query
from httpx import AsyncClient
from redis.asyncio import Redis

CACHE: Final[Redis] = Redis()


async def proxy(client: Annotated[AsyncClient, "the client of the upstream"], path: Annotated[str, Query(max_length=80)]):
    return await client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get evidence=annotation


async def store(key: str, value: Annotated[str, Body()]) -> None:
    await CACHE.set(key, value)  # want OWN101  # site api=redis.asyncio.Redis.set
