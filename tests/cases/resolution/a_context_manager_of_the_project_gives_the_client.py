from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, contextmanager

import httpx
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

sessions = async_sessionmaker()


@asynccontextmanager
async def unit_of_work() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:  # no site
        yield session
        await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit


@asynccontextmanager
async def upstream(base_url):
    client = httpx.AsyncClient(base_url=base_url)
    try:
        yield client
    finally:
        await client.aclose()  # site api=httpx.AsyncClient.aclose


@contextmanager
def borrowed():
    yield httpx.AsyncClient()


async def work() -> None:
    async with unit_of_work() as session:  # no site
        await session.scalar("select 1")  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.scalar
    async with upstream("https://a") as client, upstream("https://b") as other:  # no site
        await client.get("/a")  # want OWN101  # site api=httpx.AsyncClient.get
        await other.get("/b")  # want OWN101  # site api=httpx.AsyncClient.get
    with borrowed() as client:
        await client.get("/c")  # want OWN101  # site api=httpx.AsyncClient.get
