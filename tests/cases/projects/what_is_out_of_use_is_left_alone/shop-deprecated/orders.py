import httpx


async def place(client: httpx.AsyncClient) -> None:
    try:
        await client.post("/orders")  # site verdict=silenced
    except httpx.HTTPError:
        pass
