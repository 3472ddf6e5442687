# option metrics=app.telemetry:metrics.increment
import logging

import asyncpg

from app.telemetry import metrics

logger = logging.getLogger(__name__)


async def find_shop(connection: asyncpg.Connection, shop_id: str) -> str | None:
    logger.info("Finding shop %s", shop_id)
    try:
        outcome = await connection.fetch("select * from shops")
    except Exception:
        logger.exception("Failed to find shop %s", shop_id)
        metrics.increment("shop_finding_failed")
        raise
    for row in outcome:  # want OWN101
        if row["id"] == shop_id:
            result = str(row["name"])
            metrics.increment("shop_found_successfully")
            return result
    metrics.increment("shop_found_successfully")
    return None


async def check_stock(connection: asyncpg.Connection, shop_id: str) -> int:
    logger.info("Checking stock (shop_id=%s)", shop_id)
    while True:
        try:
            outcome = await connection.fetchval("select count(*) from stock")
        except Exception:
            logger.exception("Failed to check stock (shop_id=%s)", shop_id)
            metrics.increment("stock_checking_failed")
            raise
        if outcome:  # want OWN101
            metrics.increment("stock_checked_successfully")
            break
        metrics.increment("stock_checked_successfully")
    return 1
