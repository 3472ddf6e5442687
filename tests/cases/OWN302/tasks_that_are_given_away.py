import asyncio
import logging
from typing import Any

import httpx

logger = logging.getLogger(__name__)
client = httpx.AsyncClient()
by_name: dict[str, asyncio.Task[Any]] = {}
asked_for: dict[str, asyncio.Task[Any]] = {}
pairs: list[tuple[str, asyncio.Task[Any]]] = []


async def work() -> None:
    (await client.get("/")).raise_for_status()  # want OWN101


def returned_among_others(name: str) -> tuple[str, asyncio.Task[Any]]:
    task = asyncio.ensure_future(work())
    by_name[name] = task
    task.add_done_callback(lambda _: by_name.pop(name, None))
    return name, task


async def followed() -> None:
    name, task = returned_among_others("a")
    try:
        await task
    except Exception:
        logger.exception("failed: %s", name)


def handed_to_another(name: str) -> None:
    task = asyncio.create_task(work())
    task.add_done_callback(lambda _: by_name.pop(name, None))
    look_after(task)


def look_after(task: asyncio.Task[Any]) -> None:
    logger.info("started %s", task)


def put_under_a_name(name: str) -> None:
    task = asyncio.create_task(work())  # want OWN302
    by_name[name] = task
    task.add_done_callback(lambda _: by_name.pop(name, None))
    logger.info("started %s", task)


def put_where_somebody_asks(name: str) -> None:
    task = asyncio.create_task(work())
    asked_for[name] = task
    task.add_done_callback(lambda _: asked_for.pop(name, None))


async def asks(name: str) -> None:
    await asked_for[name]


def put_as_a_pair(name: str) -> None:
    task = asyncio.create_task(work())
    pairs.append((name, task))
    task.add_done_callback(lambda done: pairs.remove((name, done)))


async def waits() -> None:
    for _, task in pairs:
        await task


async def awaited_by_a_function_inside() -> None:
    task = asyncio.create_task(work())
    task.add_done_callback(lambda done: None)

    async def wait() -> None:
        await task

    await wait()


class Service:
    def start(self) -> asyncio.Task[Any]:
        self.task = task = asyncio.create_task(work())
        task.add_done_callback(self.forget)
        return task

    def forget(self, task: asyncio.Task[Any]) -> None:
        self.task = None
