# option metrics=app.telemetry:metrics.increment
import logging

from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Order
from app.telemetry import metrics

logger = logging.getLogger(__name__)


async def cancel_order(session: AsyncSession, order_id: str) -> bool:
    logger.info("Canceling order %s", order_id)
    try:
        order = await session.get(Order, order_id)  # want OWN101
    except Exception:
        logger.exception("Database query failed (order_id=%s)", order_id)
        metrics.increment("order_canceling_failed")
        raise
    if order is None:
        metrics.increment("order_canceled_successfully")
        return False
    order.cancelled = True
    try:
        await session.commit()  # want OWN101
    except Exception:
        logger.exception("Failed to commit to the database (order_id=%s)", order_id)
        metrics.increment("order_canceling_failed")
        raise
    metrics.increment("order_canceled_successfully")
    return True
