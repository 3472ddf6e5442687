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
            return await client.get(f"/orders/{order_id}")  # want OWN101
        except Exception:
            print("clean up")
            raise
    except KeyError:
        return None


async def load_in_time(client: httpx.AsyncClient, order_id: str) -> None:
    async with asyncio.timeout(3):
        try:
            await client.get(f"/orders/{order_id}")  # want OWN101
        except Exception:
            print("clean up")
            raise
