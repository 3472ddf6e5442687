import httpx
from redis.asyncio import Redis


class Http:
    async def __aenter__(self) -> httpx.AsyncClient:
        self._client = httpx.AsyncClient()
        return self._client

    async def __aexit__(self, *error: object) -> None:
        await self._client.aclose()  # site api=httpx.AsyncClient.aclose


class Cache:
    def __enter__(self):
        return Redis()

    def __exit__(self, *error: object) -> None:
        pass


async def work() -> None:
    async with Http() as client:  # no site
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    with Cache() as cache:
        await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    http = Http()
    async with http as client:  # no site
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
