from abc import ABC, abstractmethod

from redis.asyncio import Redis


class Storage(ABC):
    @abstractmethod
    async def get(self, key: str) -> str | None: ...

    @abstractmethod
    async def set(self, key: str, value: str) -> None: ...


class RedisStorage(Storage):
    def __init__(self, redis: Redis) -> None:
        self.redis = redis

    async def get(self, key: str) -> str | None:
        return await self.redis.get(key)  # want OWN101  # site api=redis.asyncio.Redis.get evidence=attribute

    async def set(self, key: str, value: str) -> None:
        await self.redis.set(key, value)  # want OWN101  # site api=redis.asyncio.Redis.set evidence=attribute


async def remember(storage: Storage, key: str) -> None:
    if await storage.get(key) is None:  # no site
        await storage.set(key, "seen")  # no site
