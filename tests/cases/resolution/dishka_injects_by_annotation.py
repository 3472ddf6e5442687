from dishka.integrations.fastapi import FromDishka, inject
from sqlalchemy.ext.asyncio import AsyncSession


class Service:
    async def run(self) -> None: ...


@inject
async def work(session: FromDishka[AsyncSession], service: FromDishka[Service]) -> None:
    await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit evidence=annotation
    await service.run()  # no site
