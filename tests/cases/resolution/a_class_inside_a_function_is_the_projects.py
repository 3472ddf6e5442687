import httpx


async def work(url: str) -> None:
    class Session:
        async def execute(self, text: str) -> str:
            return text

    def open_client():
        return httpx.AsyncClient()

    session = Session()
    await session.execute("select 1")  # no site
    async with open_client() as client:  # no site
        await client.get(url)  # want OWN101  # site api=httpx.AsyncClient.get evidence=local-return
