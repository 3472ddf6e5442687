from typing import Annotated

from dependency_injector.wiring import Provide, inject
from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession


class Service:
    async def run(self) -> None: ...


@inject
async def with_injector(session: AsyncSession = Depends(Provide["session"]), db: Service = Provide["service"]) -> None:
    await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit evidence=annotation
    await db.run()  # no site


async def forward(session: Annotated["AsyncSession", Depends(Provide["session"])]) -> None:
    await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit evidence=annotation
