import httpx
from shop.everything import *  # noqa: F403


async def load_page(client: httpx.AsyncClient, page_id: str) -> httpx.Response:
    print(VERSION)  # noqa: F405
    return await client.get(f"/pages/{page_id}")  # want OWN101
