import httpx


class Base:
    async def load(self, path: str) -> None:
        await self.upstream.get(path)  # want OWN101  # site api=httpx.AsyncClient.get


class Api(Base):
    def __init__(self) -> None:
        self.upstream = httpx.AsyncClient()
