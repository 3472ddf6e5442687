import asyncio
from typing import Optional, Union

import asyncpg
from httpx import AsyncClient
from redis.asyncio import Redis, RedisCluster


async def optional(client: Optional[AsyncClient] = None) -> None:
    if client is not None:
        await client.get("/health")  # want OWN101  # site api=httpx.AsyncClient.get evidence=annotation


async def or_none(url: str, client: AsyncClient | None = None) -> None:
    client = client or AsyncClient()
    await client.get(url)  # want OWN101  # site api=httpx.AsyncClient.get


async def either(connection: Union[asyncpg.Connection, asyncpg.Pool]) -> None:
    await connection.execute("vacuum")  # want OWN101  # site library=asyncpg


async def alternatives(cache: Redis | RedisCluster, key: str) -> None:
    await cache.delete(key)  # want OWN101  # site library=redis


async def of_the_standard_library(queue: asyncio.Queue | asyncio.LifoQueue | None) -> None:
    await queue.get()  # no site
