from abc import ABC, abstractmethod

import httpx


class Source(ABC):
    @property
    @abstractmethod
    def client(self) -> httpx.AsyncClient: ...

    @abstractmethod
    async def load(self, path: str) -> str: ...

    async def both(self) -> None:
        await self.client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
        await self.load("/")  # no site


class Remote(Source):
    def __init__(self) -> None:
        self._client = httpx.AsyncClient()

    @property
    def client(self):
        return self._client

    async def load(self, path: str) -> str:
        response = await self.client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
        return response.text
