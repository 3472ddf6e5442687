import httpx


class Pages:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def __aiter__(self):
        for number in range(3):
            response = await self.client.get(f"/{number}")  # want OWN101  # site api=httpx.AsyncClient.get evidence=attribute
            yield response.json()

    async def stream(self):
        async with self.client.stream("GET", "/") as response:  # want OWN101  # site api=httpx.AsyncClient.stream
            async for line in response.aiter_lines():  # want OWN101  # site api=httpx.Response.aiter_lines evidence=chain
                yield line


async def clients():
    for _ in range(3):
        yield httpx.AsyncClient()


async def work(pages: Pages) -> list:
    async for page in pages:  # no site
        print(page)
    async for client in clients():  # no site
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    return [line async for line in pages.stream()]  # no site
