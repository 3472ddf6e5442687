import httpx


async def stop(client: httpx.AsyncClient) -> None:
    await client.aclose()  # site api=httpx.AsyncClient.aclose verdict=unowned
