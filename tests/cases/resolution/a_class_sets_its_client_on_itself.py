import httpx


class Shared:
    _client = None

    @classmethod
    def start(cls) -> None:
        cls._client = httpx.AsyncClient()

    @classmethod
    async def fetch(cls, path: str) -> None:
        await cls._client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get

    async def load(self, path: str) -> None:
        await Shared._client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
        await type(self)._client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get


class Single:
    _instance = None

    def __new__(cls):
        if cls._instance is None:
            cls._instance = super().__new__(cls)
            cls._instance.client = httpx.AsyncClient()
        return cls._instance

    async def load(self, path: str) -> None:
        await self.client.get(path)  # want OWN101
