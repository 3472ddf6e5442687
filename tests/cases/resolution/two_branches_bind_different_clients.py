import asyncio

import httpx
from redis.asyncio import Redis


class Memory:
    async def get(self, key: str) -> str:
        return key


async def both_are_io(url: str) -> None:
    if url.startswith("redis"):
        backend = Redis.from_url(url)
    else:
        backend = httpx.AsyncClient(base_url=url)
    await backend.get("/")  # want OWN101


async def in_its_branch(url: str) -> None:
    if url:
        backend = httpx.AsyncClient()
        await backend.get(url)  # want OWN101  # site api=httpx.AsyncClient.get
    else:
        backend = Memory()
        await backend.get("key")  # no site


async def one_after_the_other(url: str) -> None:
    backend = Memory()
    await backend.get("key")  # no site
    if url:
        backend = Redis.from_url(url)
        await backend.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    client = asyncio.Queue() if url else asyncio.LifoQueue()
    await client.get()  # no site
