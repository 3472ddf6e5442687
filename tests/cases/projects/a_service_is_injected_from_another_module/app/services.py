from fastapi import Depends
from redis.asyncio import Redis


def get_redis() -> Redis:
    return Redis()


class Cart:
    def __init__(self, redis: Redis = Depends(get_redis)) -> None:
        self.redis = redis

    async def get(self, key: str) -> bytes | None:
        return await self.redis.get(key)  # want OWN101  # site api=redis.asyncio.Redis.get evidence=attribute


def get_cart(redis: Redis = Depends(get_redis)) -> Cart:
    return Cart(redis)
