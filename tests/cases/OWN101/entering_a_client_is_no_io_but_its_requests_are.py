import aiohttp
import httpx


async def with_httpx(url: str) -> int:
    async with httpx.AsyncClient() as client:  # no site
        response = await client.get(url)  # want OWN101  # site evidence=constructor
    return response.json()["count"]  # no site


async def with_aiohttp(url: str) -> dict:
    async with aiohttp.ClientSession() as session:  # no site
        async with session.get(url) as response:  # want OWN101  # site api=aiohttp.ClientSession.get consumed=async-with
            return await response.json()  # want OWN101  # site evidence=chain
