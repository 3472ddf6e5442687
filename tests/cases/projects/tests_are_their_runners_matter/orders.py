import httpx


async def orders(client: httpx.AsyncClient) -> None:
    await client.get("/")  # want OWN101, OWN501
