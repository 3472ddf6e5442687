from redis.asyncio import Redis

cache = Redis()


class Counter:
    async def incr(self, key: str) -> int:
        return await cache.incr(key)  # want OWN101  # site api=redis.asyncio.Redis.incr evidence=constructor


counter = Counter()
