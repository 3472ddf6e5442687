import asyncio

import httpx
from redis.asyncio import Redis


async def comprehensions(client: httpx.AsyncClient, cache: Redis, urls: list[str]) -> None:
    pages = [await client.get(url) for url in urls]  # want OWN101  # site api=httpx.AsyncClient.get consumed=await
    by_url = {url: await cache.get(url) for url in urls if await cache.exists(url)}  # want OWN101, OWN101  # site library=redis
    keys = [key async for key in cache.scan_iter("page:*")]  # want OWN101  # site api=redis.asyncio.Redis.scan_iter consumed=async-for
    seen = {key: value async for key, value in cache.hscan_iter("seen")}  # want OWN101  # site api=redis.asyncio.Redis.hscan_iter
    print(pages, by_url, keys, seen)


async def lines(client: httpx.AsyncClient, path: str) -> list[str]:
    async with client.stream("GET", path) as response:  # want OWN101  # site api=httpx.AsyncClient.stream
        return [line async for line in response.aiter_lines() if line]  # want OWN101  # site api=httpx.Response.aiter_lines evidence=chain


async def of_the_project(queue: asyncio.Queue, count: int) -> list:
    async def numbers():
        for number in range(count):
            yield number

    return [await queue.get() async for _ in numbers()]  # no site
