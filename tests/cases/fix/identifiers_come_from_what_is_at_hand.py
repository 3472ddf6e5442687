import httpx
from dataclasses import dataclass


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
    await client.post("/orders", json={"note": order.note})  # want OWN101


async def submit_maybe(client: httpx.AsyncClient, order: Order | None) -> None:
    await client.post("/orders", json={"order": order})  # want OWN101


async def submit_line(client: httpx.AsyncClient, line: Line) -> None:
    await client.post("/lines", json={"note": line.note})  # want OWN101


async def move_order(client: httpx.AsyncClient, order: Order) -> None:
    print(order.user_id)
    await client.post("/moves", json={"note": order.note})  # want OWN101


async def move_orders(client: httpx.AsyncClient, shop_id: str, order_ids: list[str]) -> list[str]:
    moved_id = None
    moved_ids: list[str] = []
    await client.post("/moves", json=order_ids)  # want OWN101
    return moved_ids


async def count_orders(client: httpx.AsyncClient, order_ids: list[str]) -> None:
    await client.post("/counts", json=order_ids)  # want OWN101


async def close_orders(client: httpx.AsyncClient, orders: list[Order]) -> None:
    for order in orders:
        await client.post(f"/orders/{order.id}/close")  # want OWN101
