from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import sessionmaker


class TenantSession(AsyncSession):
    async def switch(self, tenant: str) -> None:
        await self.execute(f"set search_path to {tenant}")  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.execute


Sessions = async_sessionmaker(class_=TenantSession)
Older = sessionmaker(class_=TenantSession)


async def work(tenant: str) -> None:
    async with Sessions() as session:  # no site
        await session.switch(tenant)  # no site
        await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit
    async with Older() as session:  # no site
        await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit
