import asyncio
from functools import partial

import httpx
import requests


async def work(client: httpx.AsyncClient, url: str) -> None:
    get = partial(client.get, url)
    await get()  # want OWN101  # site api=httpx.AsyncClient.get
    await partial(client.post, url)(json={})  # want OWN101  # site api=httpx.AsyncClient.post
    make = partial(httpx.AsyncClient, timeout=5)
    async with make() as other:  # no site
        await other.get(url)  # want OWN101  # site api=httpx.AsyncClient.get
    later = partial(asyncio.sleep, 5)
    await later()  # no site


async def in_a_thread(url: str) -> int:
    loop = asyncio.get_running_loop()
    response = await loop.run_in_executor(None, partial(requests.get, url, timeout=5))  # want OWN101  # site api=requests.get consumed=task
    return response.status_code
