import asyncio

import httpx
from redis.asyncio import Redis


async def poll(url: str) -> None:
    client = None
    while True:
        if client is None:
            client = httpx.AsyncClient()
        await client.get(url)  # want OWN101  # site api=httpx.AsyncClient.get
        await asyncio.sleep(1)  # no site


async def tried(url: str) -> None:
    try:
        cache = Redis.from_url(url)
    except ValueError:
        return
    await cache.ping()  # want OWN101  # site api=redis.asyncio.Redis.ping
    try:
        client = httpx.AsyncClient()
    finally:
        print(url)
    await client.get(url)  # want OWN101  # site api=httpx.AsyncClient.get
