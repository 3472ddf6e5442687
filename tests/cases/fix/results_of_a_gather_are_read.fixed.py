import asyncio

import httpx
import structlog

log = structlog.get_logger()


async def notify_all(client: httpx.AsyncClient, urls: list[str], results: dict[str, str]) -> None:
    # all at once
    outcomes = await asyncio.gather(*[client.post(url) for url in urls], return_exceptions=True)  # want OWN203
    for result in outcomes:
        if isinstance(result, Exception):
            log.error("Failed to notify all", exc_info=result)
    results.clear()


async def notify_both(client: httpx.AsyncClient, order_id: str) -> None:
    results = await asyncio.gather(
        client.post("/shop", json={"order": order_id}),  # want OWN203
        client.post("/customer"),  # want OWN203
        return_exceptions=True,
    )
    for result in results:
        if isinstance(result, Exception):
            log.error("Failed to notify both", exc_info=result, order_id=order_id)
