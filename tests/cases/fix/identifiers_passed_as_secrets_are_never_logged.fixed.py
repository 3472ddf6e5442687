# option select=OWN101
import logging

import httpx

logger = logging.getLogger(__name__)


async def fetch_by_header(client: httpx.AsyncClient, order_id: str, uuid: str) -> None:
    try:
        await client.get("/orders", headers={"X-Api-Key": uuid})  # want OWN101
    except Exception:
        logger.exception("GET /orders failed (order_id=%s)", order_id)
        raise


async def fetch_by_bearer(client: httpx.AsyncClient, order_id: str, id: str) -> None:
    try:
        await client.get("/orders", headers={"X-Who": f"Bearer {id}"})  # want OWN101
    except Exception:
        logger.exception("GET /orders failed (order_id=%s)", order_id)
        raise


async def sign_in(client: httpx.AsyncClient, order_id: str, slug: str) -> None:
    logger.info("Signing in (order_id=%s)", order_id)
    try:
        await client.post("/sign-in", json={"password": slug.encode()})  # want OWN101
    except Exception:
        logger.exception("Failed to sign in (order_id=%s)", order_id)
        raise


async def connect(client: httpx.AsyncClient, order_id: str, user_id: str) -> None:
    client.headers["Authorization"] = "Bearer " + user_id
    logger.info("Connecting (order_id=%s)", order_id)
    try:
        await client.get("/orders")  # want OWN101
    except Exception:
        logger.exception("Failed to connect (order_id=%s)", order_id)
        raise
