import asyncio

import httpx
from redis.asyncio import Redis


class Connection:
    async def get(self, path: str) -> str:
        return path


async def by_with(client: Connection | None, url: str) -> None:
    async with httpx.AsyncClient() as client:  # no site
        await client.get(url)  # want OWN101  # site api=httpx.AsyncClient.get evidence=constructor


async def by_assignment(client: httpx.AsyncClient, url: str) -> None:
    await client.get(url)  # want OWN101  # site api=httpx.AsyncClient.get evidence=annotation
    client = Connection()
    await client.get(url)  # no site
    client = asyncio.Queue()
    await client.get()  # no site


async def by_default(cache=None, key: str = "key") -> None:
    if cache is None:
        cache = Redis()
    await cache.get(key)  # want OWN101  # site api=redis.asyncio.Redis.get


async def by_loop(client: Connection, clients: list[httpx.AsyncClient]) -> None:
    for client in clients:
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get


async def by_comprehension(client: Connection, clients: list[httpx.AsyncClient]) -> list:
    found = [await client.get("/") for client in clients]  # want OWN101  # site api=httpx.AsyncClient.get
    await client.get("/")  # no site
    return found
