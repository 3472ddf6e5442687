from redis.asyncio import Redis


class MemoryCache:
    async def get(self, key: str) -> str:
        return key


class Store:
    def __init__(self, url: str) -> None:
        if url.startswith("redis"):
            self.cache = Redis.from_url(url)
        else:
            self.cache = MemoryCache()
        self.fallback = MemoryCache()

    async def load(self, key: str) -> None:
        await self.fallback.get(key)  # no site
