import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import httpx

logger = logging.getLogger(__name__)
running: set[asyncio.Task[Any]] = set()


def spawn(work: Coroutine[Any, Any, Any]) -> None:
    asyncio.create_task(work)


def spawn_and_forget(work: Coroutine[Any, Any, Any]) -> None:
    task = asyncio.create_task(work)
    running.add(task)
    task.add_done_callback(running.discard)


def spawn_and_tell(work: Coroutine[Any, Any, Any]) -> None:
    task = asyncio.create_task(work)
    running.add(task)
    task.add_done_callback(finished)


def finished(task: asyncio.Task[Any]) -> None:
    running.discard(task)
    if not task.cancelled() and task.exception() is not None:
        logger.error("failed", exc_info=task.exception())


def spawn_all(*works: Coroutine[Any, Any, Any]) -> None:
    asyncio.gather(*works, return_exceptions=True)


class Service:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.loop = asyncio.get_running_loop()

    async def _work(self) -> None:
        (await self.client.get("/")).raise_for_status()

    def start(self) -> None:
        spawn(self._work())  # want OWN301
        spawn_and_forget(self._work())  # want OWN302
        spawn_and_tell(self._work())

    def create_task(self, work: Coroutine[Any, Any, Any]) -> None:
        asyncio.create_task(work)

    def by_a_common_name(self) -> None:
        self.create_task(self._work())  # want OWN301

    def by_keyword(self) -> None:
        spawn(work=self._work())  # want OWN301

    def several(self) -> None:
        spawn_all(self._work(), self._work())  # want OWN203

    async def at_once(self) -> None:
        spawn(self.client.get("/"))  # want OWN301

    def later(self) -> None:
        self.loop.call_later(5, lambda: asyncio.create_task(self._work()))  # want OWN301
        self.loop.call_soon(asyncio.create_task, self._work())  # want OWN301

    async def listen(self, register: Any) -> None:
        register("changes", lambda *_: asyncio.create_task(self._work()))  # want OWN301
