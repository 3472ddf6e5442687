# option metrics=app.telemetry:metrics.increment
import logging

import asyncpg

from app.telemetry import metrics

logger = logging.getLogger(__name__)


async def sync_users(pool: asyncpg.Pool, users: list, tenant_id: str) -> None:
    logger.info("Synchronizing users (tenant_id=%s)", tenant_id)
    for user in users:
        if user.deleted:
            continue
        try:
            await pool.execute("insert into users values ($1)", user.name)  # want OWN101
        except Exception:
            logger.exception("Failed to synchronize users (tenant_id=%s)", tenant_id)
            metrics.increment("users_synchronizing_failed")
            raise
        metrics.increment("users_synchronized_successfully")
