from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

engine = create_async_engine("postgresql+asyncpg://")
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)


async def get_session() -> AsyncIterator[AsyncSession]:
    async with SessionLocal() as session:  # no site
        yield session


@asynccontextmanager
async def transaction():
    async with SessionLocal() as session, session.begin():  # want OWN101
        yield session


def new_session() -> AsyncSession:
    return SessionLocal()
