from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession


async def connect_cache() -> Redis:
    raise NotImplementedError


@asynccontextmanager
async def session_scope() -> AsyncIterator[AsyncSession]:
    raise NotImplementedError
    yield


class Caches:
    async def get(self, name: str) -> Redis:
        raise NotImplementedError
