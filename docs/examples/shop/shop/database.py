"""Where orders are kept."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

engine = create_async_engine("postgresql+asyncpg://localhost/shop")
sessions = async_sessionmaker(engine)


@dataclass
class Order:
    id: str
    user_id: str
    total: int


@asynccontextmanager
async def get_session() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session
