import contextlib
from contextlib import AsyncExitStack, aclosing, nullcontext

import aiofiles
import asyncpg
import httpx
from redis.asyncio import Redis


async def stacked(pool: asyncpg.Pool, path: str) -> None:
    async with AsyncExitStack() as stack:  # no site
        connection = await stack.enter_async_context(pool.acquire())  # want OWN101  # site api=asyncpg.Pool.acquire
        client = await stack.enter_async_context(httpx.AsyncClient())  # no site
        file = await stack.enter_async_context(aiofiles.open(path))  # want OWN101  # site api=aiofiles.open
        await connection.execute(await file.read())  # want OWN101, OWN101  # site api=asyncpg.Connection.execute
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get


class Server:
    def __init__(self) -> None:
        self.stack = contextlib.AsyncExitStack()

    async def start(self) -> None:
        self.client = await self.stack.enter_async_context(httpx.AsyncClient())  # no site
        await self.client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=attribute
        await self.stack.aclose()  # no site


async def closing(cache: Redis) -> None:
    async with aclosing(cache) as held:  # no site
        await held.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    async with aclosing(cache.scan_iter("*")) as keys:  # no site
        async for key in keys:  # want OWN101  # site api=redis.asyncio.Redis.scan_iter consumed=async-for
            print(key)


async def given(client: httpx.AsyncClient | None = None) -> None:
    async with nullcontext(client) if client else httpx.AsyncClient() as used:  # no site
        await used.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
