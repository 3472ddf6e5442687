import asyncio
import logging

import httpx

logger = logging.getLogger(__name__)


def fetches(task: asyncio.Task) -> None:
    task.exception()


def swallows(task: asyncio.Task) -> None:
    try:
        task.result()
    except Exception:
        pass


def raises(task: asyncio.Task) -> None:
    task.result()


def tells_that_it_ended(task: asyncio.Task) -> None:
    logger.info("finished %s", task.get_name())


def whispers(task: asyncio.Task) -> None:
    if task.exception():
        logger.debug("failed %s", task.exception())


def hands_on(task: asyncio.Task) -> None:
    look_after(task)


def look_after(task: asyncio.Task) -> None:
    logger.error("failed", exc_info=task.exception())


async def _work(client: httpx.AsyncClient) -> None:
    (await client.get("/")).raise_for_status()


async def start(client: httpx.AsyncClient) -> None:
    asyncio.create_task(client.get("/")).add_done_callback(fetches)  # want OWN302
    asyncio.create_task(client.get("/")).add_done_callback(swallows)  # want OWN302
    asyncio.create_task(client.get("/")).add_done_callback(raises)
    asyncio.create_task(client.get("/")).add_done_callback(tells_that_it_ended)  # want OWN302
    asyncio.create_task(client.get("/")).add_done_callback(whispers)  # want OWN302
    asyncio.create_task(client.get("/")).add_done_callback(hands_on)
    asyncio.create_task(client.get("/")).add_done_callback(lambda _: None)  # want OWN302
    asyncio.create_task(client.get("/")).add_done_callback(lambda task: task.exception())  # want OWN302
    asyncio.create_task(client.get("/")).add_done_callback(lambda task: print(task.exception()))  # want OWN302
    asyncio.create_task(client.get("/")).add_done_callback(lambda task: look_after(task))
    asyncio.create_task(_work(client)).add_done_callback(fetches)  # want OWN302
