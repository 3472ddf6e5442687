import httpx


async def fetch(client: httpx.AsyncClient, url: str) -> httpx.Response:
    return await client.get(url)  # want OWN101  # site api=httpx.AsyncClient.get evidence=annotation consumed=await
