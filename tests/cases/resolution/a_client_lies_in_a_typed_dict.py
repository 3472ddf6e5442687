from typing import TypedDict

import httpx
from redis.asyncio import Redis


class State(TypedDict):
    client: httpx.AsyncClient
    cache: Redis
    name: str


async def fetch(state: State, path: str) -> None:
    await state["cache"].get(path)  # want OWN101  # site api=redis.asyncio.Redis.get
    client = state["client"]
    await client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
