import httpx


async def by_verb(client: httpx.AsyncClient, url: str, urls: list[str]) -> None:
    send = client.post
    await send(url)  # want OWN101  # site api=httpx.AsyncClient.post evidence=annotation
    fetch = client.get if urls else client.head
    await fetch(url)  # want OWN101  # site library=httpx
    await getattr(client, "delete")(url)  # want OWN101  # site api=httpx.AsyncClient.delete


class Api:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._get = client.get

    async def load(self, path: str) -> None:
        await self._get(path)  # want OWN101  # site api=httpx.AsyncClient.get evidence=attribute
