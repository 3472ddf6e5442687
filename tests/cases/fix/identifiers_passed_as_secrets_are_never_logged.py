# option select=OWN101
import logging

import httpx

logger = logging.getLogger(__name__)


async def fetch_by_header(client: httpx.AsyncClient, order_id: str, uuid: str) -> None:
    await client.get("/orders", headers={"X-Api-Key": uuid})  # want OWN101


async def fetch_by_bearer(client: httpx.AsyncClient, order_id: str, id: str) -> None:
    await client.get("/orders", headers={"X-Who": f"Bearer {id}"})  # want OWN101


async def sign_in(client: httpx.AsyncClient, order_id: str, slug: str) -> None:
    await client.post("/sign-in", json={"password": slug.encode()})  # want OWN101


async def connect(client: httpx.AsyncClient, order_id: str, user_id: str) -> None:
    client.headers["Authorization"] = "Bearer " + user_id
    await client.get("/orders")  # want OWN101
