import httpx
from aiohttp import ClientSession
from redis.asyncio import Redis


async def notify(url: str, payload: dict) -> None:
    client = httpx.AsyncClient(timeout=5)  # no site
    try:
        response = await client.post(url, json=payload)  # want OWN101  # site api=httpx.AsyncClient.post evidence=constructor
        response.raise_for_status()
    finally:
        await client.aclose()  # site api=httpx.AsyncClient.aclose


async def count_visit(host: str, page: str) -> int:
    cache = Redis(host=host)
    return await cache.incr(f"visits:{page}")  # want OWN101  # site api=redis.asyncio.Redis.incr evidence=constructor


async def crawl(url: str) -> str:
    async with ClientSession() as session, session.get(url) as response:  # want OWN101  # site api=aiohttp.ClientSession.get evidence=constructor
        return await response.text()  # want OWN101  # site api=aiohttp.ClientResponse.text evidence=chain
