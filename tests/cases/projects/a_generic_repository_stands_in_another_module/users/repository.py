import httpx

from core.repository import Owner, Repository


class User:
    async def save(self) -> None: ...


class UserRepository(Repository[User]):
    async def rename(self, key: int) -> None:
        user = await self.get(key)  # no site
        await user.save()  # no site
        await self._session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit evidence=cross-file


class Api(Owner[httpx.AsyncClient]):
    async def load(self) -> None:
        await self.client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
