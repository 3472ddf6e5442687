# option metrics=app.telemetry:metrics.increment
# option select=OWN101,OWN201
import logging

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from app.telemetry import metrics

logger = logging.getLogger(__name__)


async def create_order(session: AsyncSession, order_id: str) -> dict[str, str]:
    try:
        await session.commit()  # want OWN201
    except Exception:
        logger.exception("Failed to commit to the database (order_id=%s)", order_id)
        metrics.increment("order_creating_failed")
        await session.rollback()  # want OWN101
        return {"error": "bad"}
    logger.info("Creating order %s", order_id)
    try:
        await session.refresh(order_id)  # want OWN101
    except Exception:
        logger.exception("Database query failed (order_id=%s)", order_id)
        metrics.increment("order_creating_failed")
        raise
    metrics.increment("order_created_successfully")
    return {"id": order_id}


async def move_order(session: AsyncSession, order_id: str) -> None:
    try:
        int(order_id)
    except ValueError:
        await session.rollback()  # want OWN101
        raise


async def count_order(session: AsyncSession, order_id: str) -> int:
    try:
        return int(order_id)
    finally:
        await session.flush()  # want OWN101


async def load_order(client: httpx.AsyncClient, cache: dict[str, str], order_id: str) -> str:
    try:
        return cache[order_id]
    except KeyError:
        cache[order_id] = (await client.get(f"/orders/{order_id}")).text  # want OWN101
        return cache[order_id]
