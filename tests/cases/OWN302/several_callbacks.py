import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import httpx

logger = logging.getLogger(__name__)
client = httpx.AsyncClient()
running: set[asyncio.Task[Any]] = set()
count = 0


async def work() -> None:
    (await client.get("/")).raise_for_status()  # want OWN101


def tell(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and task.exception() is not None:
        logger.error("failed", exc_info=task.exception())


def add_up(task: asyncio.Task[Any]) -> None:
    global count
    count += 1


async def the_second_reports() -> None:
    task = asyncio.create_task(work())
    running.add(task)
    task.add_done_callback(running.discard)
    task.add_done_callback(tell)


async def the_first_reports() -> None:
    task = asyncio.create_task(work())
    task.add_done_callback(tell)
    task.add_done_callback(running.discard)


async def none_reports() -> None:
    task = asyncio.create_task(work())  # want OWN302
    running.add(task)
    task.add_done_callback(running.discard)
    task.add_done_callback(add_up)


def spawn(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    task = asyncio.create_task(work)
    running.add(task)
    task.add_done_callback(running.discard)
    return task


def spawn_and_tell(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    task = asyncio.create_task(work)
    task.add_done_callback(tell)
    return task


def one_is_the_helpers() -> None:
    spawn_and_tell(work()).add_done_callback(running.discard)
    spawn(work()).add_done_callback(tell)
    spawn(work()).add_done_callback(add_up)  # want OWN302
    spawn(work())  # want OWN302


class Service:
    def __init__(self) -> None:
        self.tasks: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        task = asyncio.create_task(work())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        task.add_done_callback(self.done)

    def done(self, task: asyncio.Task[Any]) -> None:
        tell(task)
