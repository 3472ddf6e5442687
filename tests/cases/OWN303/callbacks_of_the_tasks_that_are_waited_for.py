import asyncio
import logging
from collections.abc import Awaitable, Callable

import httpx

logger = logging.getLogger(__name__)
running: set[asyncio.Task[None]] = set()


def report(task: asyncio.Task) -> None:
    if not task.cancelled() and task.exception() is not None:
        logger.error("task failed", exc_info=task.exception())


def forget(task: asyncio.Task) -> None:
    running.discard(task)


async def one_that_reports(client: httpx.AsyncClient) -> None:
    task = asyncio.create_task(client.get("/"))
    task.add_done_callback(report)
    await asyncio.wait({task}, timeout=5)


async def one_that_forgets(client: httpx.AsyncClient) -> None:
    task = asyncio.create_task(client.get("/"))  # want OWN303
    task.add_done_callback(forget)
    await asyncio.wait({task}, timeout=5)


async def each_as_it_is_made(client: httpx.AsyncClient, urls: list[str]) -> None:
    tasks = set()
    for url in urls:
        task = asyncio.create_task(client.get(url))
        task.add_done_callback(report)
        tasks.add(task)
    await asyncio.wait(tasks)


async def each_as_it_is_made_and_forgotten(client: httpx.AsyncClient, urls: list[str]) -> None:
    tasks = set()
    for url in urls:
        task = asyncio.create_task(client.get(url))  # want OWN303
        task.add_done_callback(tasks.discard)
        tasks.add(task)
    await asyncio.wait(tasks)


async def with_the_last_one_that_was_made(client: httpx.AsyncClient, urls: list[str]) -> None:
    tasks = {asyncio.create_task(client.get(url)) for url in urls}
    last = asyncio.create_task(client.get("/last"))  # want OWN303
    await asyncio.wait({*tasks, last})
    for task in tasks:
        print(task.exception())


async def all_in_a_loop(client: httpx.AsyncClient, urls: list[str]) -> None:
    tasks = [asyncio.create_task(client.get(url)) for url in urls]
    for task in tasks:
        task.add_done_callback(report)
    await asyncio.wait(tasks)


async def all_forgotten_in_a_loop(client: httpx.AsyncClient, urls: list[str]) -> None:
    tasks = [asyncio.create_task(client.get(url)) for url in urls]  # want OWN303
    for task in tasks:
        task.add_done_callback(forget)
    await asyncio.wait(tasks)


async def started(work: Callable[[asyncio.Event], Awaitable[None]]) -> asyncio.Task[None]:
    begun = asyncio.Event()
    task = asyncio.ensure_future(work(begun))
    running.add(task)

    def done(finished: asyncio.Task[None]) -> None:
        running.discard(finished)
        if not finished.cancelled() and finished.exception() is not None:
            logger.error("background task failed", exc_info=finished.exception())

    task.add_done_callback(done)
    waiter = asyncio.ensure_future(begun.wait())
    await asyncio.wait({waiter, task}, return_when=asyncio.FIRST_COMPLETED)
    return task


async def by_a_helper(client: httpx.AsyncClient) -> None:
    async def work(begun: asyncio.Event) -> None:
        begun.set()
        await client.get("/")  # want OWN101

    await started(work)


async def looks_after_itself(client: httpx.AsyncClient, url: str) -> None:
    try:
        await client.get(url)
    except Exception:
        logger.exception("failed to get %s", url)


async def the_work_reports(client: httpx.AsyncClient, urls: list[str]) -> None:
    await asyncio.wait([asyncio.create_task(looks_after_itself(client, url)) for url in urls])
