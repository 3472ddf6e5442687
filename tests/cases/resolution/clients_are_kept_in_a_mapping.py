import asyncio
from collections import defaultdict

import httpx
from redis.asyncio import Redis

CLIENTS = {"eu": httpx.AsyncClient(), "us": httpx.AsyncClient()}


class Shards:
    def __init__(self, urls: list[str]) -> None:
        self._shards: dict[str, Redis] = {}
        self._events = {url: asyncio.Event() for url in urls}
        self._by_url = {url: Redis.from_url(url) for url in urls}

    async def read(self, url: str) -> None:
        await self._shards[url].get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
        await self._by_url[url].get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
        await self._events[url].wait()  # no site
        if shard := self._shards.get(url):
            await shard.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get

    async def flush(self) -> None:
        for shard in self._shards.values():
            await shard.flushdb()  # want OWN101  # site api=redis.asyncio.Redis.flushdb
        for name, shard in self._by_url.items():
            print(name)
            await shard.flushdb()  # want OWN101  # site api=redis.asyncio.Redis.flushdb


async def fetch(region: str) -> None:
    await CLIENTS[region].get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await CLIENTS.get(region, CLIENTS["eu"]).get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    client = CLIENTS.pop(region)
    await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get


async def by_default(region: str) -> None:
    pools: defaultdict[str, httpx.AsyncClient] = defaultdict(httpx.AsyncClient)
    await pools[region].get("/")  # want OWN101  # site api=httpx.AsyncClient.get
