# option metrics=app.telemetry:metrics.increment
# option select=OWN101,OWN201
import logging

from sqlalchemy.ext.asyncio import AsyncSession

from app.telemetry import metrics

logger = logging.getLogger(__name__)


async def create_order(session: AsyncSession, order_id: str) -> dict[str, str]:
    try:
        await session.commit()  # want OWN201
    except Exception as error:
        logger.warning("Failed to commit to the database (order_id=%s): %r", order_id, error)
        metrics.increment("order_creating_failed")
        return {"id": ""}
    try:
        await session.refresh(order_id)  # want OWN101
    except Exception:
        logger.exception("Failed to create order %s", order_id)
        metrics.increment("order_creating_failed")
        raise
    metrics.increment("order_created_successfully")
    return {"id": order_id}
