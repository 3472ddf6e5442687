from typing import NamedTuple

import httpx
from redis.asyncio import Redis


class Clients(NamedTuple):
    http: httpx.AsyncClient
    cache: Redis


async def work(clients: Clients) -> None:
    upstream, store = clients
    await upstream.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await store.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    await clients[0].get("/")  # want OWN101  # site api=httpx.AsyncClient.get
