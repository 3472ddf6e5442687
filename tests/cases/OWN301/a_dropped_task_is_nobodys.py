import asyncio

import httpx


async def dropped(client: httpx.AsyncClient) -> None:
    asyncio.create_task(client.get("/"))  # want OWN301
    asyncio.ensure_future(refresh(client))  # want OWN301


async def refresh(client: httpx.AsyncClient) -> None:
    await client.get("/")  # want OWN101


async def awaited(client: httpx.AsyncClient) -> None:
    task = asyncio.create_task(refresh(client))
    await task


def waits_for_the_end(client: httpx.AsyncClient) -> None:
    asyncio.run(refresh(client))


def loops(client: httpx.AsyncClient) -> None:
    loop = asyncio.new_event_loop()
    loop.run_until_complete(refresh(client))
    loop.create_task(refresh(client))  # want OWN301


async def gathered_in_a_list(client: httpx.AsyncClient, urls: list[str]) -> None:
    tasks = []
    for url in urls:
        task = asyncio.create_task(client.get(url))  # want OWN101
        tasks.append(task)
    await asyncio.gather(*tasks)


async def handed_on(client: httpx.AsyncClient) -> None:
    await drained(asyncio.create_task(refresh(client)))


async def drained(task: asyncio.Task) -> None:
    await task


class Worker:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.loop = asyncio.new_event_loop()
        self.main = self.loop.create_task(refresh(client))
        self.other = self.loop.create_task(refresh(client))  # want OWN301

    def run(self) -> None:
        self.loop.run_until_complete(self.main)


async def awaited_from_a_dict(client: httpx.AsyncClient, urls: list[str]) -> list[object]:
    tasks = {url: asyncio.create_task(refresh(client)) for url in urls}
    return [await task for url, task in tasks.items()]


async def gathered_from_a_dict(client: httpx.AsyncClient) -> None:
    jobs: dict[str, asyncio.Task] = {}
    jobs["a"] = asyncio.create_task(refresh(client))
    await asyncio.gather(*jobs.values())


class Cache:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.tasks: dict[str, asyncio.Task] = {}

    def add(self, url: str) -> None:
        self.tasks[url] = asyncio.create_task(refresh(self.client))

    async def get(self, url: str) -> None:
        await self.tasks[url]
