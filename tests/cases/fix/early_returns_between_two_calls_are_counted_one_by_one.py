# option metrics=app.telemetry:metrics.increment
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Order


async def cancel_order(session: AsyncSession, order_id: str) -> bool:
    order = await session.get(Order, order_id)  # want OWN101
    if order is None:
        return False
    order.cancelled = True
    await session.commit()  # want OWN101
    return True
