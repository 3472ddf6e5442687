# option granularity=call
import httpx


def build_fetcher(client: httpx.AsyncClient):
    async def fetch_page(page_id: str) -> str:
        response = await client.get(f"/pages/{page_id}")  # want OWN101
        return response.text

    return fetch_page
