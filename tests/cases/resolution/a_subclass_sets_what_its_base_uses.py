import httpx


class Base:
    client: httpx.AsyncClient

    async def load(self, path: str) -> None:
        await self.client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get evidence=attribute


class Api(Base):
    def __init__(self) -> None:
        self.client = httpx.AsyncClient()

    async def save(self, path: str) -> None:
        await self.client.put(path)  # want OWN101  # site api=httpx.AsyncClient.put evidence=attribute
        await super().load(path)  # no site


class Fake(Base):
    class _Client:
        async def put(self, path: str) -> None: ...

    def __init__(self) -> None:
        self.fake = self._Client()

    async def save(self, path: str) -> None:
        await self.fake.put(path)  # no site
