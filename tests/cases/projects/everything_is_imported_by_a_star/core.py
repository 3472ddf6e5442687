import asyncio

import httpx

__all__ = ["client", "fetch", "queue"]

client = httpx.AsyncClient()
queue = asyncio.Queue()


async def fetch(path: str) -> str:
    response = await client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get evidence=constructor
    return response.text
