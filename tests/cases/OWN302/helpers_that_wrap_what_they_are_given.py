import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import httpx

logger = logging.getLogger(__name__)
client = httpx.AsyncClient()
running: set[asyncio.Task[Any]] = set()


async def work() -> None:
    (await client.get("/")).raise_for_status()  # want OWN101


async def catch(work: Coroutine[Any, Any, Any], caller: str) -> None:
    try:
        await work
    except Exception:
        logger.exception("failed: %s", caller)


async def pass_on(work: Coroutine[Any, Any, Any], caller: str) -> None:
    logger.info("started by %s", caller)
    await work


async def catch_and_call(function: Callable[[], Awaitable[None]]) -> None:
    try:
        await function()
    except Exception:
        logger.exception("failed")


def create(work: Coroutine[Any, Any, Any], *, name: str | None = None, catch_errors: bool = True) -> asyncio.Task[Any]:
    if catch_errors:
        task = asyncio.create_task(catch(work, "create"), name=name)
    else:
        task = asyncio.create_task(work, name=name)
    running.add(task)
    task.add_done_callback(running.discard)
    return task


def create_plainly(work: Coroutine[Any, Any, Any], logs: bool) -> None:
    if not logs:
        task = asyncio.create_task(work)
    else:
        wrapped = catch(work, caller="create_plainly")
        task = asyncio.create_task(wrapped)
    running.add(task)
    task.add_done_callback(running.discard)


def create_unguarded(work: Coroutine[Any, Any, Any]) -> None:
    task = asyncio.create_task(pass_on(work=work, caller="create_unguarded"))
    running.add(task)
    task.add_done_callback(running.discard)


def call(function: Callable[[], Awaitable[None]]) -> None:
    task = asyncio.create_task(catch_and_call(function))
    running.add(task)
    task.add_done_callback(running.discard)


def twice_removed(work: Coroutine[Any, Any, Any]) -> None:
    create(work)


class Service:
    async def _guarded(self, work: Coroutine[Any, Any, Any]) -> None:
        await catch(work, "Service")

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(self._guarded(work))
        running.add(task)
        task.add_done_callback(running.discard)

    def start(self, logs: bool) -> None:
        self.spawn(work())
        create(work())
        create(work(), name="a")
        create(work(), catch_errors=False)  # want OWN302
        create_plainly(work(), logs)
        create_plainly(work(), True)
        create_plainly(work(), logs=False)  # want OWN302
        create_unguarded(work())  # want OWN302
        call(work)
        call(lambda: work())
        twice_removed(work())
