from redis.asyncio import Redis


class MemoryCache:
    async def get(self, key: str) -> str | None:
        return key


async def other_branch(cache: Redis | MemoryCache, key: str) -> None:
    if isinstance(cache, MemoryCache):
        await cache.get(key)  # no site
    else:
        await cache.get(key)  # want OWN101  # site api=redis.asyncio.Redis.get


async def early_return(cache: Redis | MemoryCache, key: str) -> None:
    if isinstance(cache, MemoryCache):
        await cache.get(key)  # no site
        return
    await cache.get(key)  # want OWN101  # site api=redis.asyncio.Redis.get
