import httpx

client = httpx.AsyncClient()


def make_client() -> httpx.AsyncClient:
    return httpx.AsyncClient()


class HttpGateway:
    def __init__(self) -> None:
        self.client = make_client()

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get evidence=attribute
