from sqlalchemy.ext.asyncio import AsyncSession


class OrderRepo:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def execute(self, statement: str) -> None:
        await self.session.execute(statement)  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.execute evidence=attribute
