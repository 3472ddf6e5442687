from fastapi import APIRouter, Depends

from app.db import get_session
from app.deps import SessionDep

router = APIRouter()


@router.get("/users")
async def users(session=Depends(get_session)) -> list:
    result = await session.execute("select * from users")  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.execute
    return result.all()


@router.post("/users")
async def create(session: SessionDep) -> None:
    session.add(object())
    await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit evidence=cross-file
