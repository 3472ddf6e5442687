import asyncio

import httpx

client = httpx.AsyncClient()
running: set[asyncio.Task[None]] = set()


async def work() -> None:
    (await client.get("/")).raise_for_status()  # want OWN101


def put_into_what_it_is_given(works: set[asyncio.Task[None]]) -> None:
    works.add(asyncio.create_task(work()))


def put_into_what_nobody_asks() -> None:
    running.add(asyncio.create_task(work()))  # want OWN301


async def all_of_it() -> None:
    works: set[asyncio.Task[None]] = set()
    put_into_what_it_is_given(works)
    done, _ = await asyncio.wait(works)
    for task in done:
        task.result()
