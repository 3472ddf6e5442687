from redis.asyncio import Redis


async def count(cache: Redis, key: str) -> int:
    async with cache.pipeline(transaction=True) as pipe:  # no site
        pipe.incr(key)
        pipe.expire(key, 60)
        hits, _ = await pipe.execute()  # want OWN101  # site api=redis.asyncio.client.Pipeline.execute
    return hits


async def chained(cache: Redis, key: str) -> None:
    pipe = cache.pipeline()
    await pipe.set(key, "1")  # no site
    await pipe.get(key)  # no site
    await pipe.execute()  # want OWN101  # site api=redis.asyncio.client.Pipeline.execute


async def subscribe(cache: Redis) -> None:
    channel = cache.pubsub()
    await channel.subscribe("news")  # want OWN101  # site api=redis.asyncio.client.PubSub.subscribe
    async for message in channel.listen():  # want OWN101  # site api=redis.asyncio.client.PubSub.listen
        print(message)


async def guarded(cache: Redis) -> None:
    async with cache.lock("orders", timeout=5):  # want OWN101  # site library=redis consumed=async-with
        await cache.json().get("doc")  # want OWN101  # site library=redis
