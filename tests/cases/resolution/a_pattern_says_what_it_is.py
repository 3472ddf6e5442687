import httpx
from redis.asyncio import Redis


async def store(backend, key: str) -> None:
    match backend:
        case Redis():
            await backend.get(key)  # want OWN101  # site api=redis.asyncio.Redis.get
        case httpx.AsyncClient() as client:
            await client.get(key)  # want OWN101  # site api=httpx.AsyncClient.get
        case _:
            print(key)


async def of_a_call(container, key: str) -> None:
    match container.backend():
        case Redis() as cache if key:
            await cache.get(key)  # want OWN101  # site api=redis.asyncio.Redis.get
        case other:
            await other.get(key)  # no site


async def in_a_pair(backend, key: str) -> None:
    match backend, key:
        case Redis() as cache, str():
            await cache.get(key)  # want OWN101  # site api=redis.asyncio.Redis.get
