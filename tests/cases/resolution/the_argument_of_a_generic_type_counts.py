from typing import Generic, TypeVar

from acme_pool import Pool
from redis.asyncio import Redis

T = TypeVar("T")


class Orders:
    async def place(self) -> None: ...


class Box(Generic[T]):
    value: T


async def work(box: Box[Redis], own: Box[Orders], pool: Pool[Orders]) -> None:
    await box.value.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    await own.value.place()  # no site
    async with pool.acquire() as orders:  # no site
        print(orders)
