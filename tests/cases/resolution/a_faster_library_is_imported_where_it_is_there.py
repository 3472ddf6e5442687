try:
    import redis.asyncio as redis
except ImportError:
    import aioredis as redis


async def remember(url: str, key: str, value: str) -> None:
    cache = redis.from_url(url)
    await cache.set(key, value, ex=60)  # want OWN101  # site api=redis.asyncio.Redis.set
