import asyncio
import json

import asyncpg


async def ping_database(dsn: str) -> bool:
    connection = await asyncpg.connect(dsn)  # want OWN101  # site api=asyncpg.connect evidence=import certainty=catalogued
    await asyncio.sleep(0.1)  # no site
    return json.loads(await connection.fetchval("select 'true'"))  # want OWN101  # site api=asyncpg.Connection.fetchval
