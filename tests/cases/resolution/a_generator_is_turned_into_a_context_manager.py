from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import async_sessionmaker

sessions = async_sessionmaker()


async def get_session():
    async with sessions() as session:  # no site
        yield session


session_scope = asynccontextmanager(get_session)


async def nightly() -> None:
    async with session_scope() as session:  # no site
        await session.execute("vacuum")  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.execute
    async with asynccontextmanager(get_session)() as session:  # no site
        await session.execute("analyze")  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.execute


async def each() -> None:
    async for session in get_session():  # no site
        await session.execute("reindex")  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.execute
