import contextlib

from fastapi import Depends
from sqlalchemy.ext.asyncio import async_sessionmaker

SessionLocal = async_sessionmaker()


async def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        await db.close()  # site api=sqlalchemy.ext.asyncio.AsyncSession.close


@contextlib.asynccontextmanager
async def scope():
    db = SessionLocal()
    yield db
    await db.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit


async def route(db=Depends(get_db)) -> None:
    await db.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit
    async with scope() as other:  # no site
        await other.flush()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.flush
    async with contextlib.aclosing(get_db()) as sessions:  # no site
        async for session in sessions:  # no site
            await session.flush()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.flush
