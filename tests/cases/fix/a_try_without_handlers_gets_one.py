# option metrics=app.telemetry:metrics.increment
import httpx


async def store_page(client: httpx.AsyncClient, page_id: str) -> int:
    name = f"/pages/{page_id}"
    try:
        response = await client.get(name)  # want OWN101
        await client.put("/store", content=response.content)  # want OWN101
        return response.status_code
    finally:
        print("stored", page_id)


async def store_pages(client: httpx.AsyncClient, page_id: str) -> None:
    try:
        print("storing", page_id)
        await client.put("/store")  # want OWN101
    finally:
        print("stored", page_id)
