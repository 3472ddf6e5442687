import asyncio

import httpx
from redis.asyncio import Redis


async def crawl(urls: list[str], cache: Redis) -> list[str]:
    limit = asyncio.Semaphore(5)

    async with httpx.AsyncClient() as client:  # no site

        async def fetch(url: str) -> str:
            async with limit:  # no site
                response = await client.get(url)  # want OWN101  # site api=httpx.AsyncClient.get evidence=constructor
            await cache.incr(url)  # want OWN101  # site api=redis.asyncio.Redis.incr evidence=annotation
            return response.text

        return await asyncio.gather(*[fetch(url) for url in urls])  # no site


def handler(client: httpx.AsyncClient):
    async def handle(path: str) -> httpx.Response:
        return await client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get evidence=annotation

    return handle


async def deferred() -> None:
    async def ping() -> None:
        nonlocal client
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get

    client = httpx.AsyncClient()
    await ping()  # no site


class Bot:
    def __init__(self) -> None:
        self.client = httpx.AsyncClient()

    async def run(self) -> None:
        async def tick() -> None:
            await self.client.get("/tick")  # want OWN101  # site api=httpx.AsyncClient.get evidence=attribute

        await tick()  # no site
