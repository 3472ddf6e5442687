import asyncio

import aiohttp


async def read_all(session: aiohttp.ClientSession, urls: list[str]) -> None:
    responses = await asyncio.gather(*[session.get(url) for url in urls])  # want OWN101
    for response in responses:
        await response.read()  # want OWN101  # site api=aiohttp.ClientResponse.read
    for next_one in asyncio.as_completed([session.get(url) for url in urls]):  # want OWN101
        response = await next_one  # no site
        await response.text()  # want OWN101  # site api=aiohttp.ClientResponse.text


async def grouped(session: aiohttp.ClientSession, url: str) -> None:
    async with asyncio.TaskGroup() as group:  # no site
        task = group.create_task(session.get(url))  # want OWN101
    await task.result().read()  # want OWN101  # site api=aiohttp.ClientResponse.read
