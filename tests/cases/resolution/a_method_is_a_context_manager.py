import asyncio
from contextlib import asynccontextmanager

import asyncpg


class Database:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def connection(self):
        async with self._pool.acquire() as connection:  # want OWN101  # site api=asyncpg.Pool.acquire evidence=attribute
            yield connection

    @asynccontextmanager
    async def lock(self):
        async with asyncio.Lock() as held:  # no site
            yield held

    async def total(self) -> int:
        async with self.lock():  # no site
            async with self.connection() as connection:  # no site
                return await connection.fetchval("select count(*)")  # want OWN101  # site api=asyncpg.Connection.fetchval
