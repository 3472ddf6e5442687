from sqlalchemy.ext.asyncio import async_sessionmaker

from db import Sessions, TenantSession


async def work(tenant: str, factory: async_sessionmaker[TenantSession]) -> None:
    async with Sessions() as session:  # no site
        await session.switch(tenant)  # no site
    async with factory() as session:  # no site
        await session.switch(tenant)  # no site
        await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit
