import logging

from sqlalchemy.ext.asyncio import AsyncSession

logger = logging.getLogger(__name__)


async def save(session: AsyncSession, order_id: str) -> bool:
    try:
        await session.commit()  # want OWN201
    except Exception:
        try:
            await session.rollback()
        except Exception:
            logger.exception("Failed to roll back", extra={"order_id": order_id})
            raise
        return False
    return True


async def save_and_tell(session: AsyncSession, order_id: str) -> bool:
    try:
        await session.commit()
    except Exception as failure:
        try:
            await session.rollback()
        except Exception:
            logger.exception("Failed to roll back after %s", failure, extra={"order_id": order_id})
        return False
    return True
