# option select=OWN101
import asyncio
import logging

import httpx

logger = logging.getLogger(__name__)


async def load_order(client: httpx.AsyncClient, order_id: str) -> object:
    try:
        response = await client.get(f"/orders/{order_id}")  # want OWN101
        response.raise_for_status()
    except httpx.HTTPStatusError as error:
        if error.response.status_code == 404:
            return None
        raise
    return response.json()


async def stop_order(client: httpx.AsyncClient, order_id: str) -> None:
    try:
        await client.delete(f"/orders/{order_id}")  # want OWN101
    except asyncio.CancelledError:
        print("stopped")
        raise
    except KeyError as error:
        print("gone")
        raise error
