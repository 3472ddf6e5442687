import asyncio

import httpx
from redis.asyncio import Redis


async def work(settings: dict) -> None:
    if (client := httpx.AsyncClient()) is not None:
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=constructor
    if cache := (Redis() if settings.get("cache") else None):
        await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=constructor
    while message := await (queue := asyncio.Queue()).get():  # no site
        print(message, queue)


async def paged(client: httpx.AsyncClient) -> None:
    while (response := await client.get("/page")).status_code == 200:  # want OWN101  # site api=httpx.AsyncClient.get evidence=annotation
        print(response.json())
