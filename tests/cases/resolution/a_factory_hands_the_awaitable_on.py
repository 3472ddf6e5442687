import asyncio

import httpx

client = httpx.AsyncClient()


def fetch_later(path: str):
    return client.get(path)


async def work() -> None:
    response = await fetch_later("/a")  # no site
    print(response.json())  # no site
    await asyncio.gather(fetch_later("/b"), fetch_later("/c"))  # no site
