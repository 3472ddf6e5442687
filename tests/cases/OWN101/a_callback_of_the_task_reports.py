import asyncio
import logging

import httpx

logger = logging.getLogger(__name__)


def task_done(task: asyncio.Task) -> None:
    if not task.cancelled() and task.exception():
        logger.error("a task failed", exc_info=task.exception())


class Poller:
    def start(self, client: httpx.AsyncClient) -> None:
        self.task = asyncio.create_task(self._run(client))
        self.task.add_done_callback(task_done)

    async def _run(self, client: httpx.AsyncClient) -> None:
        await client.get("/")  # site verdict=visible


class Forgetful:
    def start(self, client: httpx.AsyncClient) -> None:
        self.task = asyncio.create_task(self._run(client))  # want OWN301

    async def _run(self, client: httpx.AsyncClient) -> None:
        await client.get("/")  # it is said where the task starts
