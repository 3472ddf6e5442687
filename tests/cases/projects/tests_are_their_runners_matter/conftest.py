import httpx


async def client() -> object:
    async with httpx.AsyncClient() as client:
        await client.get("/")
        yield client
