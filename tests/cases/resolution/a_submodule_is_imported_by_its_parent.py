import sqlalchemy as sa
from redis import asyncio as aioredis
from sqlalchemy.ext import asyncio as sa_async


async def work(url: str) -> None:
    cache = aioredis.from_url(url)
    await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    engine = sa_async.create_async_engine(url)
    async with engine.begin() as connection:  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncEngine.begin
        await connection.execute(sa.text("select 1"))  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncConnection.execute
    await aioredis.Redis().ping()  # want OWN101  # site api=redis.asyncio.Redis.ping
