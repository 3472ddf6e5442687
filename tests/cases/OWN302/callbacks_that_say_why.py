import asyncio

import httpx


def retried(task: asyncio.Task) -> None:
    task.exception()  # the caller retries when it finds nothing


def let_go(task: asyncio.Task) -> None:
    # It is best effort: whoever asks again gets the page.
    task.exception()


def kept_from_warning(task: asyncio.Task) -> None:
    # asyncio warns of an exception that is never retrieved
    task.exception()


async def start(client: httpx.AsyncClient) -> None:
    asyncio.create_task(client.get("/")).add_done_callback(retried)
    asyncio.create_task(client.get("/")).add_done_callback(let_go)
    asyncio.create_task(client.get("/")).add_done_callback(kept_from_warning)  # want OWN302
