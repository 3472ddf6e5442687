import httpx
from redis.asyncio import Redis


class Gateway:
    client: httpx.AsyncClient
    cache: "Redis | None" = None
    name: str = "gateway"

    async def fetch(self, path: str) -> None:
        await self.client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get evidence=attribute
        await self.cache.set(path, self.name)  # want OWN101  # site api=redis.asyncio.Redis.set evidence=attribute


class Shared:
    client = httpx.AsyncClient()

    @classmethod
    async def fetch(cls, path: str) -> None:
        await cls.client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get


async def outside(gateway: Gateway) -> None:
    await gateway.fetch("/")  # no site
    await gateway.client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await Shared.client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
