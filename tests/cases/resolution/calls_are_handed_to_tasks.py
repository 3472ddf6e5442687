import asyncio
import json

import httpx
from redis.asyncio import Redis


async def several(client: httpx.AsyncClient, cache: Redis, urls: list[str]) -> None:
    pages, hits = await asyncio.gather(client.get("/"), cache.get("hits"))  # want OWN101, OWN101  # site api=httpx.AsyncClient.get consumed=task
    await asyncio.gather(*[client.get(url) for url in urls])  # want OWN101  # site api=httpx.AsyncClient.get consumed=task
    await asyncio.gather(*(client.get(url) for url in urls), asyncio.sleep(1))  # want OWN101  # site consumed=task
    await asyncio.gather(asyncio.sleep(1), asyncio.sleep(2))  # no site
    print(json.dumps([pages.text, hits]))


async def in_time(client: httpx.AsyncClient, event: asyncio.Event) -> None:
    response = await asyncio.wait_for(client.get("/"), timeout=5)  # want OWN101  # site api=httpx.AsyncClient.get consumed=task
    await asyncio.wait_for(event.wait(), timeout=5)  # no site
    await asyncio.shield(client.post("/", content=response.content))  # want OWN101  # site api=httpx.AsyncClient.post consumed=task
    await asyncio.wait_for(asyncio.shield(client.put("/")), 3)  # want OWN101  # site api=httpx.AsyncClient.put consumed=task


async def grouped(client: httpx.AsyncClient, urls: list[str]) -> list[str]:
    async with asyncio.TaskGroup() as group:  # no site
        tasks = [group.create_task(client.get(url)) for url in urls]  # want OWN101  # site api=httpx.AsyncClient.get consumed=task
    return [task.result().text for task in tasks]


async def kept(client: httpx.AsyncClient) -> None:
    task = asyncio.create_task(client.get("/"))  # want OWN101  # site api=httpx.AsyncClient.get consumed=task
    await task  # no site


async def as_they_come(client: httpx.AsyncClient, urls: list[str]) -> None:
    for next_one in asyncio.as_completed([client.get(url) for url in urls]):  # want OWN101  # site api=httpx.AsyncClient.get consumed=task
        response = await next_one  # no site
        print(response.text)
