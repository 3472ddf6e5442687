import httpx


class Orders:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def fetch(self) -> object:
        return await self.client.get("/")  # site api=httpx.AsyncClient.get # want OWN101
