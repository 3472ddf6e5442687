from shop.clients import cache


async def total(order_id: str) -> int:
    return int(await cache.get(order_id))  # want OWN101  # site api=redis.asyncio.Redis.get evidence=cross-file
