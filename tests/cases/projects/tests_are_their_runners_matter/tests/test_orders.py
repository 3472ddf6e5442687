import httpx


async def test_orders(client: httpx.AsyncClient) -> None:
    await client.get("/")  # site verdict=unowned
