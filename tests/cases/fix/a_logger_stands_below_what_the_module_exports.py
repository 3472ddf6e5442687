import httpx

__all__ = ["load_page"]

LIMIT = 3


async def load_page(client: httpx.AsyncClient, page_id: str) -> httpx.Response:
    return await client.get(f"/pages/{page_id}")  # want OWN101
