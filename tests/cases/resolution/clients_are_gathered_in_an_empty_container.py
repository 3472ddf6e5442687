import httpx
from redis.asyncio import Redis


class Pool:
    def __init__(self, urls: list[str]) -> None:
        self.clients = []
        self.caches = {}
        for url in urls:
            self.clients.append(httpx.AsyncClient(base_url=url))
            self.caches[url] = Redis.from_url(url)

    async def fetch(self, path: str) -> None:
        for client in self.clients:
            await client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
        await self.caches[path].get("key")  # want OWN101  # site api=redis.asyncio.Redis.get


async def local(urls: list[str]) -> None:
    clients = {}
    for url in urls:
        clients[url] = httpx.AsyncClient(base_url=url)
    await clients["eu"].get("/")  # want OWN101  # site api=httpx.AsyncClient.get
