from redis.asyncio import Redis


async def remember(cache: Redis, key: str) -> None:
    await cache.pipeline().set(key, "1").expire(key, 60).execute()  # want OWN101  # site api=redis.asyncio.client.Pipeline.execute
    pipe = cache.pipeline().incr(key)
    await pipe.execute()  # want OWN101  # site api=redis.asyncio.client.Pipeline.execute
