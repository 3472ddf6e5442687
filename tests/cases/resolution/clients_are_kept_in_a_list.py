import asyncio
from collections.abc import Iterable, Sequence

import httpx
from redis.asyncio import Redis


async def all_of_them(clients: list[httpx.AsyncClient], caches: Sequence[Redis], urls: Iterable[str]) -> None:
    for client in clients:
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    for index, client in enumerate(clients):
        await client.get(f"/{index}")  # want OWN101  # site api=httpx.AsyncClient.get
    for client, url in zip(clients, urls):
        await client.get(url)  # want OWN101  # site api=httpx.AsyncClient.get
    for number, (client, cache) in enumerate(zip(clients, caches, strict=True)):
        await client.get(f"/{number}")  # want OWN101  # site api=httpx.AsyncClient.get
        await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    for client in sorted(clients, key=id):
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    for client in reversed(clients):
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get


async def by_position(clients: tuple[httpx.AsyncClient, ...]) -> None:
    await clients[0].get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await next(iter(clients)).get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    made = [httpx.AsyncClient() for _ in range(3)]
    await made[-1].get("/")  # want OWN101  # site api=httpx.AsyncClient.get


async def events(session: list[asyncio.Queue]) -> None:
    for client in session:
        await client.get()  # no site
