import redis.asyncio
import sqlalchemy
import sqlalchemy.ext.asyncio


async def migrate(url: str) -> None:
    engine = sqlalchemy.ext.asyncio.create_async_engine(url)
    async with engine.begin() as connection:  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncEngine.begin
        await connection.run_sync(sqlalchemy.MetaData().create_all)  # want OWN101  # site api=sqlalchemy.MetaData.create_all
        await connection.run_sync(print)  # no site


async def flush(cache: redis.asyncio.Redis) -> None:
    await cache.flushdb()  # want OWN101  # site api=redis.asyncio.Redis.flushdb evidence=annotation
