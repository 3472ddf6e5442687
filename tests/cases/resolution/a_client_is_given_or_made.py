import httpx
from redis.asyncio import Redis


class Api:
    def __init__(self, client=None, cache: Redis | None = None) -> None:
        self.client = client or httpx.AsyncClient()
        self.cache = cache if cache is not None else Redis()
        if cache:
            self.store = cache
        else:
            self.store = Redis(db=1)

    async def load(self, path: str) -> None:
        await self.client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
        await self.cache.get(path)  # want OWN101  # site api=redis.asyncio.Redis.get
        await self.store.get(path)  # want OWN101  # site api=redis.asyncio.Redis.get
