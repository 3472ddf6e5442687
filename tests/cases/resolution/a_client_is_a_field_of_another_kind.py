from typing import NamedTuple

import attrs
import httpx
from pydantic import BaseModel, ConfigDict, PrivateAttr
from redis.asyncio import Redis


class Tool(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)

    client: httpx.AsyncClient
    _cache: Redis = PrivateAttr()

    async def run(self, query: str) -> str:
        await self._cache.incr(query)  # want OWN101  # site api=redis.asyncio.Redis.incr evidence=attribute
        response = await self.client.get("/search", params={"q": query})  # want OWN101  # site api=httpx.AsyncClient.get evidence=attribute
        return response.text


@attrs.define
class Deps:
    client: httpx.AsyncClient
    cache: Redis = attrs.field(factory=Redis)

    async def ping(self) -> None:
        await self.cache.ping()  # want OWN101  # site api=redis.asyncio.Redis.ping evidence=attribute


class Clients(NamedTuple):
    http: httpx.AsyncClient
    cache: Redis


async def work(clients: Clients) -> None:
    await clients.http.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
