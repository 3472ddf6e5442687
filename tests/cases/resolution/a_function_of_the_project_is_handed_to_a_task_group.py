import anyio
import httpx


async def refresh(client: httpx.AsyncClient, url: str) -> None:
    await client.get("/refresh")  # want OWN101


async def work(client: httpx.AsyncClient, urls: list[str]) -> None:
    async with anyio.create_task_group() as group:  # no site
        for url in urls:
            group.start_soon(refresh, client, url)  # no site
        group.start_soon(anyio.sleep, 1)  # no site
