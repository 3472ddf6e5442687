import contextlib
from contextlib import suppress

import httpx
import redis.asyncio as redis


async def hides(client: httpx.AsyncClient, cache: redis.Redis) -> None:
    with suppress(Exception):
        await client.get("/")  # want OWN202  # site verdict=silenced guard_row=9
    with contextlib.suppress(redis.RedisError, KeyError):
        await cache.delete("key")  # want OWN202


async def expects(client: httpx.AsyncClient) -> None:
    with suppress(KeyError):
        await client.get("/")  # want OWN101
