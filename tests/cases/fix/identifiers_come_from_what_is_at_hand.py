import httpx
from dataclasses import dataclass


@dataclass
class Order:
    id: str
    user_id: str
    note: str


async def submit_order(client: httpx.AsyncClient, order: Order) -> None:
    await client.post("/orders", json={"note": order.note})  # want OWN101


async def submit_maybe(client: httpx.AsyncClient, order: Order | None) -> None:
    await client.post("/orders", json={"order": order})  # want OWN101
