import httpx


async def orders(client: httpx.AsyncClient) -> None:
    await client.post("/")  # want OWN101, OWN501
