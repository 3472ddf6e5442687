import asyncpg
import httpx
from redis.asyncio import Redis, RedisCluster


async def annotated(connection: asyncpg.Connection | asyncpg.Pool, cache: Redis | RedisCluster) -> None:
    await connection.execute("vacuum")  # want OWN101  # site library=asyncpg evidence=annotation
    await cache.delete("key")  # want OWN101  # site library=redis evidence=annotation


async def made(url: str) -> None:
    client = httpx.AsyncClient() if url else Redis()
    await client.get(url)  # want OWN101  # site evidence=constructor


class Api:
    def __init__(self, client=None) -> None:
        self.client = client or httpx.AsyncClient()

    async def load(self, path: str) -> None:
        await self.client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get evidence=attribute
