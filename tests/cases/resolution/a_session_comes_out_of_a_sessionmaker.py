from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker

engine = create_async_engine("postgresql+asyncpg://")
Sessions = async_sessionmaker(engine, expire_on_commit=False)
Older = sessionmaker(engine, class_=AsyncSession)
Oldest = sessionmaker(bind=engine, expire_on_commit=False, class_=AsyncSession)


async def modern() -> None:
    async with Sessions() as session:  # no site
        await session.execute(select(1))  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.execute
    async with Sessions.begin() as session:  # want OWN101  # site api=sqlalchemy.ext.asyncio.async_sessionmaker.begin
        await session.scalar(select(1))  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.scalar


async def of_old() -> None:
    async with Older() as session:  # no site
        await session.execute(select(1))  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.execute
    session = Oldest()
    await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit


async def given(factory: async_sessionmaker[AsyncSession]) -> None:
    async with factory() as session, session.begin():  # want OWN101  # site consumed=async-with library=sqlalchemy
        await session.flush()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.flush


class UnitOfWork:
    def __init__(self, factory: async_sessionmaker[AsyncSession]) -> None:
        self._factory = factory

    async def __aenter__(self) -> "UnitOfWork":
        self.session = self._factory()
        return self

    async def __aexit__(self, *error) -> None:
        await self.session.close()  # site api=sqlalchemy.ext.asyncio.AsyncSession.close

    async def commit(self) -> None:
        await self.session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit evidence=attribute


async def work(factory: async_sessionmaker[AsyncSession]) -> None:
    async with UnitOfWork(factory) as unit:  # no site
        await unit.session.execute(select(1))  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.execute
        await unit.commit()  # no site
