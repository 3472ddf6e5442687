import asyncio

import httpx


async def unread(client: httpx.AsyncClient, urls: list[str]) -> None:
    tasks = [asyncio.create_task(client.get(url)) for url in urls]  # want OWN303
    await asyncio.wait(tasks)


async def only_pending_is_read(client: httpx.AsyncClient) -> None:
    task = asyncio.create_task(client.get("/"))  # want OWN303
    _, pending = await asyncio.wait({task}, timeout=1)
    print(len(pending))


async def done_is_printed(client: httpx.AsyncClient) -> None:
    task = asyncio.create_task(client.get("/"))  # want OWN303
    done, _ = await asyncio.wait({task})
    print(done)


async def done_is_read(client: httpx.AsyncClient) -> None:
    task = asyncio.create_task(client.get("/"))
    done, _ = await asyncio.wait({task})
    for one in done:
        print(one.exception())


async def asked_itself(client: httpx.AsyncClient) -> None:
    task = asyncio.create_task(client.get("/"))  # want OWN101
    await asyncio.wait({task})
    print(task.result())


async def read_from_the_dict(client: httpx.AsyncClient, urls: list[str]) -> None:
    tasks = {url: asyncio.create_task(client.get(url)) for url in urls}
    await asyncio.wait(tasks.values())
    for url, task in tasks.items():
        if task.exception():
            print(url)


async def handed_to_the_caller(client: httpx.AsyncClient) -> object:
    task = asyncio.create_task(client.get("/"))
    return await asyncio.wait({task})


async def under_two_names(client: httpx.AsyncClient) -> object:
    task = asyncio.create_task(client.get("/"))
    both = done, _ = await asyncio.wait({task})
    return both
