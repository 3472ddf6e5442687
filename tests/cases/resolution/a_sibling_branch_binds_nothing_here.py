from redis.asyncio import Redis


class MemoryCache:
    async def get(self, key: str) -> str:
        return key


async def other_branch(url: str, testing: bool) -> None:
    cache = Redis.from_url(url)
    if testing:
        cache = MemoryCache()
    else:
        await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    print(cache)


async def left_before(url: str, testing: bool) -> None:
    cache = Redis.from_url(url)
    if testing:
        cache = MemoryCache()
        await cache.get("key")  # no site
        return
    await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
