from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg


async def stream_orders(connection: asyncpg.Connection, shop_id: str) -> AsyncIterator[asyncpg.Record]:
    offset = 0
    while True:
        rows = await connection.fetch("select * from orders offset $1", offset)  # want OWN101
        if not rows:
            return
        for row in rows:
            yield row
        offset += len(rows)


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn)  # want OWN101
    try:
        yield connection
    finally:
        await connection.close()
