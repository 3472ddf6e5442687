import logging

import asyncpg

logger = logging.getLogger(__name__)


async def move_stock(connection: asyncpg.Connection, shop_id: str) -> None:
    try:
        count(shop_id)
    except ValueError:
        try:
            await connection.execute("rollback")  # want OWN101
        except Exception:
            logger.exception("Failed to move stock", extra={"shop_id": shop_id})
            raise
        raise


def count(shop_id: str) -> int:
    return int(shop_id)
