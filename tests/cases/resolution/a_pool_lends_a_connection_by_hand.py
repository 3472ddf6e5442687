import asyncpg
import redis.asyncio as redis


class Worker:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.redis_pool = redis.ConnectionPool()

    async def run(self) -> None:
        connection = await self.pool.acquire()  # want OWN101  # site api=asyncpg.Pool.acquire evidence=attribute
        try:
            await connection.execute("select 1")  # want OWN101  # site api=asyncpg.Connection.execute evidence=chain
            transaction = connection.transaction()
            await transaction.start()  # want OWN101  # site library=asyncpg
            await transaction.commit()  # want OWN101  # site library=asyncpg
        finally:
            await self.pool.release(connection)  # site api=asyncpg.Pool.release
        cache = redis.Redis(connection_pool=self.redis_pool)
        await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=constructor
