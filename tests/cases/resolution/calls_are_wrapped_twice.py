import asyncio

import httpx


async def fetch(client: httpx.AsyncClient, url: str) -> str:
    response = await client.get(url)  # want OWN101
    return response.text


async def work(client: httpx.AsyncClient, urls: list[str]) -> None:
    await asyncio.wait_for(asyncio.gather(client.get(urls[0]), client.head(urls[1])), 5)  # want OWN101, OWN101  # site library=httpx consumed=task
    await asyncio.gather(asyncio.wait_for(client.get(urls[0]), 5), fetch(client, urls[1]))  # want OWN101  # site consumed=task
    tasks = [asyncio.create_task(client.get(url)) for url in urls]  # want OWN101  # site consumed=task
    await asyncio.gather(*tasks)  # no site
    await asyncio.gather(*(asyncio.wait_for(client.get(url), 5) for url in urls))  # want OWN101  # site consumed=task
    await asyncio.gather(*(fetch(client, url) for url in urls))  # no site
