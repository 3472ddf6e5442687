# option select=OWN101
import asyncio
import logging

import httpx

logger = logging.getLogger(__name__)


async def load_order(client: httpx.AsyncClient, order_id: str) -> object:
    logger.info("Loading order %s", order_id)
    try:
        response = await client.get(f"/orders/{order_id}")  # want OWN101
        response.raise_for_status()
    except httpx.HTTPStatusError as error:
        if error.response.status_code == 404:
            return None
        logger.exception("Failed to load order %s", order_id)
        raise
    except Exception:
        logger.exception("Failed to load order %s", order_id)
        raise
    return response.json()


async def stop_order(client: httpx.AsyncClient, order_id: str) -> None:
    logger.info("Stopping order %s", order_id)
    try:
        await client.delete(f"/orders/{order_id}")  # want OWN101
    except asyncio.CancelledError:
        print("stopped")
        raise
    except KeyError as error:
        logger.exception("Failed to stop order %s", order_id)
        print("gone")
        raise error
    except Exception:
        logger.exception("Failed to stop order %s", order_id)
        raise
