# option metrics=app.telemetry:metrics.increment
# option select=OWN101,OWN201
import logging

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from app.telemetry import metrics

logger = logging.getLogger(__name__)


async def create_order(session: AsyncSession, order_id: str) -> dict[str, str]:
    logger.info("Creating order", extra={"order_id": order_id})
    try:
        await session.commit()  # want OWN201
    except Exception:
        logger.exception("Failed to create order", extra={"order_id": order_id})
        metrics.increment("order_creating_failed")
        try:
            await session.rollback()  # want OWN101
        except Exception:
            logger.exception("Failed to create order", extra={"order_id": order_id})
            metrics.increment("order_creating_failed")
            raise
        return {"error": "bad"}
    try:
        await session.refresh(order_id)  # want OWN101
    except Exception:
        logger.exception("Failed to create order", extra={"order_id": order_id})
        metrics.increment("order_creating_failed")
        raise
    metrics.increment("order_created_successfully")
    return {"id": order_id}


async def move_order(session: AsyncSession, order_id: str) -> None:
    try:
        int(order_id)
    except ValueError:
        try:
            await session.rollback()  # want OWN101
        except Exception:
            logger.exception("Failed to move order", extra={"order_id": order_id})
            metrics.increment("order_moving_failed")
            raise
        raise


async def count_order(session: AsyncSession, order_id: str) -> int:
    try:
        return int(order_id)
    finally:
        try:
            await session.flush()  # want OWN101
        except Exception:
            logger.exception("Failed to count order", extra={"order_id": order_id})
            metrics.increment("order_counting_failed")
            raise


async def load_order(client: httpx.AsyncClient, cache: dict[str, str], order_id: str) -> str:
    try:
        return cache[order_id]
    except KeyError:
        try:
            cache[order_id] = (await client.get(f"/orders/{order_id}")).text  # want OWN101
        except Exception:
            logger.exception("Failed to load order", extra={"order_id": order_id})
            metrics.increment("order_loading_failed")
            raise
        metrics.increment("order_loaded_successfully")
        return cache[order_id]
