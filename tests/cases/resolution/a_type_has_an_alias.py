import asyncio
from typing import NewType, TypeAlias

import httpx
from redis.asyncio import Redis

Cache = Redis
Client: TypeAlias = httpx.AsyncClient
MaybeClient = Client | None
Upstream = NewType("Upstream", httpx.AsyncClient)
Session: TypeAlias = "asyncio.Queue[str]"


async def work(cache: Cache, client: MaybeClient, upstream: Upstream, session: Session) -> None:
    await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=annotation
    await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=annotation
    await upstream.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=annotation
    await session.get()  # no site


async def made() -> None:
    upstream = Upstream(httpx.AsyncClient())
    await upstream.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    client = Client()
    await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=constructor
