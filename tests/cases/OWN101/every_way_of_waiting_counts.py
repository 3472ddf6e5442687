import asyncio

import aiofiles
import httpx
from sqlalchemy.ext.asyncio import AsyncSession


async def waits(client: httpx.AsyncClient, session: AsyncSession, urls: list[str]) -> None:
    async with session.begin():  # want OWN101  # site consumed=async-with
        pass
    async with client.stream("GET", urls[0]) as response:  # want OWN101
        async for line in response.aiter_lines():  # want OWN101  # site consumed=async-for
            print(line)
        lines = [line async for line in response.aiter_lines()]  # want OWN101  # site consumed=async-for
    await asyncio.gather(*[client.get(url) for url in urls])  # want OWN101  # site consumed=task call=client.get
    await asyncio.wait_for(client.get(urls[0]), 5)  # want OWN101  # site consumed=task
    coroutine = client.get(urls[0])
    await coroutine  # want OWN101  # site call=coroutine
    async with aiofiles.open("log") as file:  # want OWN101
        await file.write("\n".join(lines))  # want OWN101
