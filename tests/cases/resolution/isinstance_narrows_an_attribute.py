import httpx


class Fetcher:
    def __init__(self, backend) -> None:
        self.backend = backend

    async def fetch(self, path: str) -> None:
        if isinstance(self.backend, httpx.AsyncClient):
            await self.backend.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
        assert isinstance(self.backend, httpx.AsyncClient)
        await self.backend.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
