import asyncio

import httpx


async def work(client: httpx.AsyncClient, urls: list[str]) -> None:
    await asyncio.gather(*map(client.head, urls))  # want OWN101  # site api=httpx.AsyncClient.head consumed=task
    await asyncio.gather(*map(asyncio.sleep, range(3)))  # no site
