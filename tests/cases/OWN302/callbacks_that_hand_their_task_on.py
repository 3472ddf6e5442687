import asyncio
import logging
from functools import partial

import httpx

logger = logging.getLogger(__name__)
client = httpx.AsyncClient()
jobs: dict[str, asyncio.Task[None]] = {}


async def work() -> None:
    (await client.get("/")).raise_for_status()  # want OWN101


def report(name: str, task: asyncio.Task[None]) -> None:
    jobs.pop(name, None)
    try:
        task.result()
    except Exception:
        logger.exception("failed: %s", name)


def forget(name: str, task: asyncio.Task[None]) -> None:
    jobs.pop(name, None)


def look(task: asyncio.Task[None]) -> None:
    report("look", task)


def by_partial() -> None:
    task = asyncio.create_task(work())
    task.add_done_callback(partial(report, "by_partial"))


def by_lambda() -> None:
    task = asyncio.create_task(work())
    task.add_done_callback(lambda done: report("by_lambda", task=done))


def by_function() -> None:
    task = asyncio.create_task(work())
    task.add_done_callback(look)


def forgotten_by_partial() -> None:
    task = asyncio.create_task(work())  # want OWN302
    task.add_done_callback(partial(forget, "forgotten_by_partial"))


def forgotten_by_lambda() -> None:
    task = asyncio.create_task(work())  # want OWN302
    task.add_done_callback(lambda done: forget("forgotten_by_lambda", done))
