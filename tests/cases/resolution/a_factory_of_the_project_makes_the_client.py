import httpx
from redis.asyncio import Redis


def make_client(timeout: float = 5):
    return httpx.AsyncClient(timeout=timeout)


def make_typed_client() -> httpx.AsyncClient:
    raise NotImplementedError


async def connect_cache():
    cache = Redis()
    return cache


def make_by_name(name: str):
    if name == "http":
        return httpx.AsyncClient()
    return None


async def work() -> None:
    client = make_client()
    await client.get("/a")  # want OWN101  # site api=httpx.AsyncClient.get evidence=local-return
    await make_typed_client().get("/b")  # want OWN101  # site api=httpx.AsyncClient.get evidence=local-return
    async with make_client(1) as client:  # no site
        await client.get("/c")  # want OWN101  # site api=httpx.AsyncClient.get evidence=local-return
    cache = await connect_cache()  # no site
    await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    client = make_by_name("http")
    await client.get("/d")  # want OWN101  # site api=httpx.AsyncClient.get evidence=local-return
