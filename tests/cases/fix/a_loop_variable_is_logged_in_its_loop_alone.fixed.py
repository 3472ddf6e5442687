# option select=OWN101
import logging
from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncSession

logger = logging.getLogger(__name__)


async def load_users(session: AsyncSession, found: list[int]) -> AsyncIterator[object]:
    for user_id in found:
        try:
            row = await session.get(object, user_id)  # want OWN101
        except Exception:
            logger.exception("Database query failed (user_id=%s)", user_id)
            raise
        yield row
    try:
        await session.commit()  # want OWN101
    except Exception:
        logger.exception("Failed to commit to the database")
        raise


async def load_orders(session: AsyncSession, found: list[int]) -> AsyncIterator[object]:
    for order_id in found:
        try:
            result = await session.get(object, order_id)
        except Exception:
            logger.exception("Database query failed (order_id=%s)", order_id)
            raise
        yield result  # want OWN101
    else:
        try:
            await session.commit()  # want OWN101
        except Exception:
            logger.exception("Failed to commit to the database")
            raise
