import logging

import httpx

logger = logging.getLogger(__name__)


async def fetch_order(client: httpx.AsyncClient, order_id: str) -> httpx.Response | None:
    try:
        return await client.get(f"/orders/{order_id}")  # want OWN401
    except httpx.HTTPError:
        logger.error("No order %s", order_id, exc_info=True)
        return None


async def fetch_user(client: httpx.AsyncClient, user_id: str) -> httpx.Response | None:
    try:
        return await client.get(f"/users/{user_id}")  # want OWN401
    except httpx.HTTPError:
        logger.warning("No user %s", user_id, exc_info=True, stacklevel=2)
        return None
