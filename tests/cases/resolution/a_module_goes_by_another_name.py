import aiofiles as files
import asyncpg as pg
import redis.asyncio as aioredis


async def warm_up(dsn: str, cache_url: str, path: str) -> None:
    connection = await pg.connect(dsn)  # want OWN101  # site api=asyncpg.connect evidence=import
    cache = aioredis.from_url(cache_url)  # no site
    rows = await connection.fetch("select key, value from settings")  # want OWN101  # site api=asyncpg.Connection.fetch
    await cache.mset({row["key"]: row["value"] for row in rows})  # want OWN101  # site api=redis.asyncio.Redis.mset
    async with files.open(path, "w") as report:  # want OWN101  # site api=aiofiles.open evidence=import
        await report.write(str(len(rows)))  # want OWN101  # site library=aiofiles
