import httpx


async def walk(client: httpx.AsyncClient, url: str) -> None:
    response = await client.get(url)  # want OWN101  # site api=httpx.AsyncClient.get
    for link in response.json()["links"]:
        await walk(client, link)  # no site


def client_of(depth: int):
    return client_of(depth - 1) if depth else httpx.AsyncClient()


class Tree:
    def __init__(self, parent: "Tree | None" = None) -> None:
        self.parent = parent
        self.client = parent.client if parent else httpx.AsyncClient()

    async def load(self) -> None:
        await self.client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
        await self.parent.parent.load()  # no site
        await client_of(3).get("/")  # want OWN101  # site api=httpx.AsyncClient.get
