import httpx


class Shared:
    _client: httpx.AsyncClient | None = None

    @classmethod
    def start(cls) -> None:
        cls._client = httpx.AsyncClient()

    @classmethod
    async def fetch(cls, path: str) -> None:
        await cls._client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get

    async def load(self, path: str) -> None:
        await Shared._client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
