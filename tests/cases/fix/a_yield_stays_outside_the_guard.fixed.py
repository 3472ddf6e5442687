import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

logger = logging.getLogger(__name__)


async def stream_orders(connection: asyncpg.Connection, shop_id: str) -> AsyncIterator[asyncpg.Record]:
    offset = 0
    logger.info("Streaming orders (shop_id=%s)", shop_id)
    while True:
        try:
            rows = await connection.fetch("select * from orders offset $1", offset)  # want OWN101
        except Exception:
            logger.exception("Failed to stream orders (shop_id=%s)", shop_id)
            raise
        if not rows:
            return
        for row in rows:
            yield row
        offset += len(rows)


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    try:
        connection = await asyncpg.connect(dsn)  # want OWN101
    except Exception:
        logger.exception("Failed to connect to the database")
        raise
    try:
        yield connection
    finally:
        await connection.close()
