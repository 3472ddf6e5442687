import asyncio
import logging

import anyio
import httpx

logger = logging.getLogger(__name__)


async def _gathered(client: httpx.AsyncClient) -> None:
    (await client.get("/gathered")).raise_for_status()  # site verdict=visible


async def call_gathered(client: httpx.AsyncClient) -> None:
    results = await asyncio.gather(_gathered(client), _gathered(client), return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            logger.error("gathered", exc_info=result)


async def _nursed(client: httpx.AsyncClient) -> None:
    (await client.get("/nursed")).raise_for_status()  # site verdict=visible


async def call_nursed(client: httpx.AsyncClient) -> None:
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(_nursed, client)
    except* Exception:
        logger.exception("nursed")


async def _threaded(client: httpx.AsyncClient) -> None:
    (await client.get("/threaded")).raise_for_status()  # site verdict=visible


def call_threaded(client: httpx.AsyncClient, loop: asyncio.AbstractEventLoop) -> None:
    try:
        asyncio.run_coroutine_threadsafe(_threaded(client), loop).result()
    except Exception:
        logger.exception("threaded")


async def _completed(client: httpx.AsyncClient) -> None:
    (await client.get("/completed")).raise_for_status()  # site verdict=visible


async def call_completed(client: httpx.AsyncClient) -> None:
    for item in asyncio.as_completed([_completed(client), _completed(client)]):
        try:
            await item
        except Exception:
            logger.exception("completed")


async def _tasked(client: httpx.AsyncClient) -> None:
    (await client.get("/tasked")).raise_for_status()  # site verdict=visible


def _done(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        logger.error("task", exc_info=task.exception())


async def call_tasked(client: httpx.AsyncClient) -> None:
    task = asyncio.create_task(_tasked(client))
    task.add_done_callback(_done)
