import asyncio
import logging

import httpx

logger = logging.getLogger(__name__)
tasks: set[asyncio.Task] = set()


async def forgotten(client: httpx.AsyncClient) -> None:
    task = asyncio.create_task(client.get("/"))  # want OWN302
    tasks.add(task)
    task.add_done_callback(tasks.discard)


async def reported(client: httpx.AsyncClient) -> None:
    task = asyncio.create_task(client.get("/"))  # site verdict=owned
    tasks.add(task)
    task.add_done_callback(finished)


def finished(task: asyncio.Task) -> None:
    tasks.discard(task)
    if not task.cancelled() and task.exception() is not None:
        logger.error("A task failed", exc_info=task.exception())


class Gathered:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.tasks: set[asyncio.Task] = set()

    def start(self) -> None:
        task = asyncio.create_task(self.client.get("/"))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def stop(self) -> None:
        await asyncio.gather(*self.tasks)
