import asyncio

import httpx
from redis.asyncio import Redis


async def positive(backend) -> None:
    if isinstance(backend, httpx.AsyncClient):
        await backend.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=annotation
    elif isinstance(backend, Redis):
        await backend.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=annotation


async def negative(backend) -> None:
    if not isinstance(backend, Redis):
        return
    await backend.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=annotation


async def raised(backend) -> None:
    if not isinstance(backend, Redis):
        raise TypeError(backend)
    await backend.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=annotation


async def asserted(backend) -> None:
    assert isinstance(backend, Redis), "no cache"
    await backend.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=annotation


async def together(backend, key) -> None:
    if key and isinstance(backend, Redis) and backend:
        await backend.get(key)  # want OWN101  # site api=redis.asyncio.Redis.get evidence=annotation


async def one_of_several(client) -> None:
    if isinstance(client, (asyncio.Queue, asyncio.PriorityQueue)):
        await client.get()  # no site


async def over_an_annotation(backend: object) -> None:
    if isinstance(backend, httpx.AsyncClient | Redis):
        await backend.get("/")  # want OWN101
