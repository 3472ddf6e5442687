# option metrics=app.telemetry:metrics.increment
import logging

import asyncpg
import httpx

from app.telemetry import metrics

logger = logging.getLogger(__name__)


async def find_order(client: httpx.AsyncClient, order_id: str) -> dict | None:
    logger.info("Finding order %s", order_id)
    try:
        async with client.stream("GET", f"/orders/{order_id}") as response:  # want OWN101
            if response.status_code == 404:
                result = None
            else:
                # the body comes in one piece
                body = await response.aread()
                result = {"body": body}
    except Exception:
        logger.exception("Failed to find order %s", order_id)
        metrics.increment("order_finding_failed")
        raise
    metrics.increment("order_found_successfully")
    return result


async def remove_order(session: asyncpg.Connection, order_id: str) -> bool:
    logger.info("Removing order %s", order_id)
    try:
        found = await session.fetchrow("select 1 from orders where id = $1", order_id)  # want OWN101
        if found is None:
            result = False
        else:
            await session.execute("delete from orders where id = $1", order_id)  # want OWN101
            result = True
    except Exception:
        logger.exception("Failed to remove order %s", order_id)
        metrics.increment("order_removing_failed")
        print("no order removed")
        raise
    else:
        metrics.increment("order_removed_successfully")
        return result


async def choose_order(client: httpx.AsyncClient, kind: str) -> httpx.Response:
    try:
        match kind:
            case "new":
                result = await client.get("/new")  # want OWN101
            case _:
                result = await client.get("/old")  # want OWN101
    except Exception:
        logger.exception("Failed to choose order")
        metrics.increment("order_choosing_failed")
        raise
    metrics.increment("order_chosen_successfully")
    return result
