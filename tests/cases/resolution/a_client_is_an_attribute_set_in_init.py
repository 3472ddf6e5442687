import asyncio

import httpx
from redis.asyncio import Redis


class Rates:
    def __init__(self, cache: Redis, base_url: str) -> None:
        self.client = httpx.AsyncClient(base_url=base_url)
        self.cache = cache
        self._lock = asyncio.Lock()

    async def current(self, currency: str) -> float:
        async with self._lock:  # no site
            known = await self.cache.get(currency)  # want OWN101  # site api=redis.asyncio.Redis.get evidence=attribute
        if known is not None:
            return float(known)
        response = await self.client.get(f"/rates/{currency}")  # want OWN101  # site api=httpx.AsyncClient.get evidence=attribute
        return response.json()["rate"]

    async def close(self) -> None:
        await self.client.aclose()  # site api=httpx.AsyncClient.aclose
