import httpx


class Api:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def call(self, method: str, path: str) -> None:
        await getattr(self.client, method.lower())(path)  # want OWN101  # site library=httpx evidence=attribute
