import logging

import httpx
from dataclasses import dataclass

logger = logging.getLogger(__name__)


@dataclass
class Order:
    id: str
    user_id: str
    note: str


async def submit_order(client: httpx.AsyncClient, order: Order) -> None:
    logger.info("Submitting order", extra={"order_id": order.id, "user_id": order.user_id})
    try:
        await client.post("/orders", json={"note": order.note})  # want OWN101
    except Exception:
        logger.exception("Failed to submit order", extra={"order_id": order.id, "user_id": order.user_id})
        raise


async def submit_maybe(client: httpx.AsyncClient, order: Order | None) -> None:
    logger.info("Submitting maybe")
    try:
        await client.post("/orders", json={"order": order})  # want OWN101
    except Exception:
        logger.exception("Failed to submit maybe")
        raise
