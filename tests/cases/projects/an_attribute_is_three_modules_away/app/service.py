from dataclasses import dataclass

from app.repo import OrderRepo


@dataclass
class OrderService:
    repo: OrderRepo

    async def cancel(self, order_id: int) -> None:
        await self.repo.execute(f"delete {order_id}")  # no site
        await self.repo.session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit evidence=cross-file
