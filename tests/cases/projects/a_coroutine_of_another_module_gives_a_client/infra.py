import httpx
from redis.asyncio import Redis


async def connect_cache() -> Redis:
    return Redis()


async def connect_http():
    return httpx.AsyncClient()


def later(path: str):
    return httpx.AsyncClient().get(path)
