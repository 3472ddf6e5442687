import asyncio

import httpx
import structlog

log = structlog.get_logger()


async def notify_all(client: httpx.AsyncClient, urls: list[str], results: dict[str, str]) -> None:
    # all at once
    _ = await asyncio.gather(*[client.post(url) for url in urls], return_exceptions=True)  # want OWN203
    results.clear()


async def notify_both(client: httpx.AsyncClient, order_id: str) -> None:
    await asyncio.gather(
        client.post("/shop", json={"order": order_id}),  # want OWN203
        client.post("/customer"),  # want OWN203
        return_exceptions=True,
    )
