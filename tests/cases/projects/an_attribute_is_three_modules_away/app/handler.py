from .service import OrderService


class Handler:
    service: OrderService

    async def handle(self, order_id: int) -> None:
        await self.service.cancel(order_id)  # no site
        await self.service.repo.execute("select 1")  # no site
        await self.service.repo.session.execute("select 1")  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.execute evidence=cross-file
        session = self.service.repo.session
        await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit evidence=cross-file
