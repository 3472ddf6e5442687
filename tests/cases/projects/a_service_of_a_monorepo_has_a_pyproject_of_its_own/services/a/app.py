from shared.cache import cache, counter


async def visit(page: str) -> None:
    await counter.incr(page)  # no site
    await cache.get(page)  # want OWN101  # site api=redis.asyncio.Redis.get evidence=cross-file
