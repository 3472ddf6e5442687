import asyncio

import httpx
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession


async def work(client: httpx.AsyncClient, cache: Redis, session: AsyncSession, event: asyncio.Event) -> None:
    await client.query("/")  # want OWN101  # site certainty=assumed evidence=annotation
    await cache.brandnew("key")  # want OWN101  # site api=redis.asyncio.Redis.brandnew
    session.add(object())
    await event.renamed()  # no site
