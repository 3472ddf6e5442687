from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

engine = create_async_engine("sqlite+aiosqlite://")
sessions = async_sessionmaker(engine)
router = APIRouter()


async def get_session():
    async with sessions() as session:  # no site
        yield session


def get_limit() -> int:
    return 20


@router.get("/users")
async def users(session=Depends(get_session), limit=Depends(get_limit)) -> list:
    result = await session.execute("select * from users")  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.execute
    return result.all()


@router.get("/orders")
async def orders(session: AsyncSession = Depends(get_session)) -> list:
    result = await session.execute("select * from orders")  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.execute evidence=annotation
    return result.all()
