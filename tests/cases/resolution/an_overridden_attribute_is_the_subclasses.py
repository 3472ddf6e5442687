import httpx


class FakeClient:
    async def get(self, path: str) -> str:
        return path


class Base:
    client_class = httpx.AsyncClient

    def make(self):
        return httpx.AsyncClient()


class Fake(Base):
    client_class = FakeClient

    def make(self):
        return FakeClient()

    async def load(self, path: str) -> None:
        await self.make().get(path)  # no site
        await self.client_class().get(path)  # no site


class Real(Base):
    async def load(self, path: str) -> None:
        await self.make().get(path)  # want OWN101  # site api=httpx.AsyncClient.get
        async with self.client_class() as client:  # no site
            await client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
