from dataclasses import dataclass, field

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class OrderRepository:
    session: AsyncSession
    cache: Redis = field(default_factory=Redis)
    table: str = "orders"

    async def find(self, order_id: int):
        known = await self.cache.get(f"{self.table}:{order_id}")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=attribute
        return known or await self.session.get(object, order_id)  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.get evidence=attribute


async def handle(orders: OrderRepository, order_id: int) -> None:
    order = await orders.find(order_id)  # no site
    await orders.session.refresh(order)  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.refresh
