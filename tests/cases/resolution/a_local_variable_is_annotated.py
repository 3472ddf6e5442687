import httpx
from redis.asyncio import Redis


async def handle(request) -> None:
    client: httpx.AsyncClient = request.app.state.client
    cache: Redis = request.state.cache
    await client.get("/upstream")  # want OWN101  # site api=httpx.AsyncClient.get evidence=annotation
    await cache.set("seen", "1")  # want OWN101  # site api=redis.asyncio.Redis.set evidence=annotation


async def declared_first(fast: bool) -> None:
    client: httpx.AsyncClient
    if fast:
        client = httpx.AsyncClient(timeout=1)
    else:
        client = httpx.AsyncClient(timeout=30)
    await client.get("/upstream")  # want OWN101  # site api=httpx.AsyncClient.get
