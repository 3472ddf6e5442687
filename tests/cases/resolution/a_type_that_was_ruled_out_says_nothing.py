import httpx
from redis.asyncio import Redis


async def fetch(backend, key: str) -> None:
    if isinstance(backend, httpx.AsyncClient):
        print(key)
    elif isinstance(backend, Redis):
        print(key)
    else:
        await backend.get(key)  # no site


async def afterwards(backend, key: str) -> None:
    if isinstance(backend, Redis):
        print(key)
        return
    await backend.get(key)  # no site


async def matched(backend, key: str) -> None:
    match backend:
        case Redis():
            print(key)
        case dict():
            await backend.get(key)  # no site
        case _:
            await backend.get(key)  # no site
