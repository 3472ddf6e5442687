from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

sessions = async_sessionmaker()
router = APIRouter()


async def get_session():
    async with sessions() as session:  # no site
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]
Limit = Annotated[int, Query(le=100)]


@router.post("/users")
async def create(session: SessionDep, limit: Limit = 10) -> None:
    session.add(object())
    await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit evidence=annotation
