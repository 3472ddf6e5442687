import logging

import httpx
from dataclasses import dataclass

logger = logging.getLogger(__name__)


@dataclass
class Order:
    id: str
    user_id: str
    note: str


@dataclass
class Line:
    order_id: str
    note: str


async def submit_order(client: httpx.AsyncClient, order: Order) -> None:
    logger.info("Submitting order %s", order.id)
    try:
        await client.post("/orders", json={"note": order.note})  # want OWN101
    except Exception:
        logger.exception("Failed to submit order %s", order.id)
        raise


async def submit_maybe(client: httpx.AsyncClient, order: Order | None) -> None:
    try:
        await client.post("/orders", json={"order": order})  # want OWN101
    except Exception:
        logger.exception("Failed to submit maybe")
        raise


async def submit_line(client: httpx.AsyncClient, line: Line) -> None:
    logger.info("Submitting line (order_id=%s)", line.order_id)
    try:
        await client.post("/lines", json={"note": line.note})  # want OWN101
    except Exception:
        logger.exception("Failed to submit line (order_id=%s)", line.order_id)
        raise


async def move_order(client: httpx.AsyncClient, order: Order) -> None:
    print(order.user_id)
    logger.info("Moving order (order_id=%s, user_id=%s)", order.id, order.user_id)
    try:
        await client.post("/moves", json={"note": order.note})  # want OWN101
    except Exception:
        logger.exception("Failed to move order (order_id=%s, user_id=%s)", order.id, order.user_id)
        raise


async def move_orders(client: httpx.AsyncClient, shop_id: str, order_ids: list[str]) -> list[str]:
    moved_id = None
    moved_ids: list[str] = []
    logger.info("Moving orders (shop_id=%s)", shop_id)
    try:
        await client.post("/moves", json=order_ids)  # want OWN101
    except Exception:
        logger.exception("Failed to move orders (shop_id=%s)", shop_id)
        raise
    return moved_ids


async def count_orders(client: httpx.AsyncClient, order_ids: list[str]) -> None:
    try:
        await client.post("/counts", json=order_ids)  # want OWN101
    except Exception:
        logger.exception("Failed to count orders")
        raise


async def close_orders(client: httpx.AsyncClient, orders: list[Order]) -> None:
    for order in orders:
        try:
            await client.post(f"/orders/{order.id}/close")  # want OWN101
        except Exception:
            logger.exception("Failed to close orders (order_id=%s)", order.id)
            raise
