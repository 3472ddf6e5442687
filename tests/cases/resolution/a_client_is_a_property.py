from functools import cached_property

import httpx
from redis.asyncio import Redis


class Weather:
    def __init__(self, key: str) -> None:
        self._key = key
        self._client = httpx.AsyncClient()

    @property
    def client(self):
        return self._client

    @property
    def typed(self) -> httpx.AsyncClient:
        return self._client

    @cached_property
    def cache(self):
        return Redis(db=3)

    @property
    def key(self) -> str:
        return self._key

    async def today(self, city: str) -> str:
        await self.cache.incr(city)  # want OWN101  # site api=redis.asyncio.Redis.incr
        await self.typed.head("/")  # want OWN101  # site api=httpx.AsyncClient.head
        response = await self.client.get(f"/{city}", params={"key": self.key})  # want OWN101  # site api=httpx.AsyncClient.get
        return response.text
