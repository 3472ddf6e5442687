import httpx
from redis.asyncio import Redis


async def keep_alive(url: str, count: int) -> None:
    cache = None
    for _ in range(count):
        if cache is not None:
            await cache.ping()  # want OWN101  # site api=redis.asyncio.Redis.ping
        cache = Redis.from_url(url)


async def rotate(urls: list[str]) -> None:
    client = httpx.AsyncClient(base_url=urls[0])
    response = None
    while urls:
        if response is not None:
            async for line in response.aiter_lines():  # want OWN101  # site api=httpx.Response.aiter_lines
                print(line)
        response = await client.get(urls.pop())  # want OWN101
