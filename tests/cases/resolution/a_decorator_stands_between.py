import functools

import httpx
from tenacity import retry, stop_after_attempt


def timed(function):
    @functools.wraps(function)
    async def wrapper(*args, **kwargs):
        return await function(*args, **kwargs)  # no site

    return wrapper


@retry(stop=stop_after_attempt(3))
async def fetch(client: httpx.AsyncClient, path: str) -> str:
    response = await client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
    return response.text


@timed
async def connect():
    return httpx.AsyncClient()


async def work(client: httpx.AsyncClient) -> None:
    await fetch(client, "/")  # no site
    await connect()  # no site
