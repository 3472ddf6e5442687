import httpx
from redis.asyncio import Redis


class Api:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def load(self, path: str) -> None:
        async with self._client as client:  # no site
            await client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get


async def work(url: str) -> None:
    async with Redis.from_url(url) as cache, httpx.AsyncClient() as client:  # want OWN101  # site library=redis consumed=async-with
        await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    async with (
        httpx.AsyncClient() as first,  # no site
        httpx.AsyncClient() as second,  # no site
    ):
        await first.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
        await second.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
