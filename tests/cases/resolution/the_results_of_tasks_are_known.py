import asyncio

import aiohttp


async def read_both(session: aiohttp.ClientSession, urls: list[str]) -> None:
    first, second = await asyncio.gather(session.get(urls[0]), session.get(urls[1]))  # want OWN101, OWN101
    await first.text()  # want OWN101  # site api=aiohttp.ClientResponse.text evidence=chain
    await second.text()  # want OWN101  # site api=aiohttp.ClientResponse.text
    response = await asyncio.wait_for(session.get(urls[0]), 5)  # want OWN101
    await response.json()  # want OWN101  # site api=aiohttp.ClientResponse.json


async def of_a_task(session: aiohttp.ClientSession, url: str) -> None:
    task = asyncio.create_task(session.get(url))  # want OWN101
    response = await task  # no site
    await response.read()  # want OWN101  # site api=aiohttp.ClientResponse.read
