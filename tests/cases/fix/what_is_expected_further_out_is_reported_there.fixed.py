# option select=OWN101
# option metrics=telemetry:metrics.increment
import asyncio
import logging

import httpx

from telemetry import metrics

logger = logging.getLogger(__name__)


async def load(client: httpx.AsyncClient, order_id: str) -> httpx.Response | None:
    try:
        try:
            result = await client.get(f"/orders/{order_id}")  # want OWN101
        except Exception:
            print("clean up")
            raise
    except KeyError:
        return None
    except Exception:
        logger.exception("GET /orders failed (order_id=%s)", order_id)
        metrics.increment("load_failed")
        raise
    else:
        metrics.increment("load_succeeded")
        return result


async def load_in_time(client: httpx.AsyncClient, order_id: str) -> None:
    try:
        async with asyncio.timeout(3):
            try:
                await client.get(f"/orders/{order_id}")  # want OWN101
            except Exception:
                print("clean up")
                raise
    except Exception:
        logger.exception("GET /orders failed (order_id=%s)", order_id)
        metrics.increment("load_in_time_failed")
        raise
    metrics.increment("load_in_time_succeeded")
