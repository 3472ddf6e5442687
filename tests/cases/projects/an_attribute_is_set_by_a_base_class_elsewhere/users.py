from base import HttpMixin, Repository


class UserRepository(HttpMixin, Repository):
    async def find(self, name: str) -> object:
        return await self.session.scalar(name)  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.scalar evidence=cross-file

    async def avatar(self, name: str) -> bytes:
        response = await self.http.get(f"/avatars/{name}")  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file
        return response.content

    async def add(self, row: object) -> None:
        await self.save(row)  # no site
        await super().save(row)  # no site
