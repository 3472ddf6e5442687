# option metrics=app.telemetry:metrics.increment
# option select=OWN101,OWN201
import logging

from sqlalchemy.ext.asyncio import AsyncSession

logger = logging.getLogger(__name__)


async def create_order(session: AsyncSession, order_id: str) -> dict[str, str]:
    try:
        await session.commit()  # want OWN201
    except Exception:
        return {"id": ""}
    await session.refresh(order_id)  # want OWN101
    return {"id": order_id}
