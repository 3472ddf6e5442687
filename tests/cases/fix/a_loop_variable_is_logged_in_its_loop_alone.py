# option select=OWN101
import logging
from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncSession

logger = logging.getLogger(__name__)


async def load_users(session: AsyncSession, found: list[int]) -> AsyncIterator[object]:
    for user_id in found:
        row = await session.get(object, user_id)  # want OWN101
        yield row
    await session.commit()  # want OWN101


async def load_orders(session: AsyncSession, found: list[int]) -> AsyncIterator[object]:
    for order_id in found:
        yield await session.get(object, order_id)  # want OWN101
    else:
        await session.commit()  # want OWN101
