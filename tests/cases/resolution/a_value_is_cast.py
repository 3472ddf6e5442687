from typing import Any, cast

import httpx
from redis.asyncio import Redis


async def work(state: dict[str, Any], request) -> None:
    client = cast(httpx.AsyncClient, state["client"])
    await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    cache = cast("Redis", request.app.state.cache)
    await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    await cast(Redis, request.app.state.cache).set("key", "value")  # want OWN101  # site api=redis.asyncio.Redis.set
