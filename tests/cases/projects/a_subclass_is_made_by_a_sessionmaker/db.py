from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker


class TenantSession(AsyncSession):
    async def switch(self, tenant: str) -> None:
        await self.execute(f"set search_path to {tenant}")  # want OWN101


Sessions = async_sessionmaker(class_=TenantSession)
