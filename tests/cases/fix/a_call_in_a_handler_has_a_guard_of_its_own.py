import httpx


async def fetch_page(client: httpx.AsyncClient, page_id: str) -> httpx.Response:
    try:
        return await client.get(f"/pages/{page_id}")  # want OWN101
    except KeyError:
        return await client.get("/pages/missing")  # want OWN101
