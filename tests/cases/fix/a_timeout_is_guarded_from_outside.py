import asyncio

import httpx


async def check_health(client: httpx.AsyncClient) -> bool:
    async with asyncio.timeout(5):
        response = await client.get("/health")  # want OWN101
    return response.is_success
