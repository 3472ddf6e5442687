import asyncio

import httpx
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession as Session


async def load_user(session: Session, user_id: int):
    return await session.get(object, user_id)  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.get evidence=annotation


async def cached(*, cache: Redis, key: str) -> bytes | None:
    return await cache.get(key)  # want OWN101  # site api=redis.asyncio.Redis.get evidence=annotation


async def positional(client: httpx.AsyncClient, /, url: str) -> httpx.Response:
    return await client.get(url)  # want OWN101  # site api=httpx.AsyncClient.get evidence=annotation


async def drain(session: asyncio.Queue, db: asyncio.Event) -> None:
    await session.get()  # no site
    await db.wait()  # no site
