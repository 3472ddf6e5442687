import asyncio

import httpx


async def one(client: httpx.AsyncClient, urls: list[str]) -> None:
    pending = client.get(urls[0])
    await asyncio.sleep(0)  # no site
    await pending  # want OWN101  # site api=httpx.AsyncClient.get consumed=await


async def many(client: httpx.AsyncClient, urls: list[str]) -> None:
    requests = [client.get(url) for url in urls]  # want OWN101  # site api=httpx.AsyncClient.get consumed=task
    await asyncio.gather(*requests)


async def collected(client: httpx.AsyncClient, urls: list[str]) -> None:
    tasks = []
    for url in urls:
        tasks.append(client.get(url))  # want OWN101  # site api=httpx.AsyncClient.get consumed=task
    await asyncio.gather(*tasks)


async def chosen(client: httpx.AsyncClient, url: str, fresh: bool) -> None:
    pending = client.get(url) if fresh else client.head(url)
    await pending  # want OWN101  # site library=httpx


async def plain(queue: asyncio.Queue) -> None:
    pending = queue.get()
    await pending  # no site
