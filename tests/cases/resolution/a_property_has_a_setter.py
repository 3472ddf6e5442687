import httpx


class Session:
    def __init__(self) -> None:
        self._client = None

    @property
    def client(self) -> httpx.AsyncClient:
        return self._client or httpx.AsyncClient()

    @client.setter
    def client(self, value: httpx.AsyncClient) -> None:
        self._client = value

    async def load(self, path: str) -> str:
        response = await self.client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
        return response.text
