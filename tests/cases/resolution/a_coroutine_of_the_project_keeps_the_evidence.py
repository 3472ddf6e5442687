from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import httpx
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession


async def connect_cache():
    cache = Redis()
    return cache


async def connect_typed() -> Redis:
    return Redis()


@asynccontextmanager
async def upstream():
    yield httpx.AsyncClient()


@asynccontextmanager
async def unit_of_work() -> AsyncIterator[AsyncSession]:
    yield AsyncSession()


class Lazy:
    def __init__(self) -> None:
        self._session = None

    async def _get_session(self):
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    async def fetch(self, url: str) -> None:
        session = await self._get_session()  # no site
        await session.get(url)  # want OWN101  # site api=aiohttp.ClientSession.get evidence=local-return


async def work() -> None:
    cache = await connect_cache()  # no site
    await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=local-return
    cache = await connect_typed()  # no site
    await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=local-return
    async with upstream() as client:  # no site
        await client.get("/c")  # want OWN101  # site api=httpx.AsyncClient.get evidence=local-return
    async with unit_of_work() as session:  # no site
        await session.scalar("select 1")  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.scalar evidence=local-return
