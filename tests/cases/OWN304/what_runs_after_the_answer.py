import logging

import httpx
from fastapi import BackgroundTasks
from somewhere import unknown

logger = logging.getLogger(__name__)


async def direct(client: httpx.AsyncClient, tasks: BackgroundTasks) -> None:
    tasks.add_task(client.get, "/")  # want OWN304


async def through_a_coroutine(client: httpx.AsyncClient, tasks: BackgroundTasks) -> None:
    tasks.add_task(unowned, client)  # want OWN304
    tasks.add_task(owned, client)


async def unowned(client: httpx.AsyncClient) -> None:
    await client.get("/")  # it is said where it starts


async def owned(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")
    except httpx.HTTPError:
        logger.exception("failed")


async def of_an_unknown_library(tasks: BackgroundTasks) -> None:
    tasks.add_task(unknown, 1)
