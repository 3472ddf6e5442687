from functools import partial

import anyio
import httpx
import trio


async def with_anyio(client: httpx.AsyncClient, url: str) -> None:
    async with anyio.create_task_group() as group:  # no site
        group.start_soon(client.get, url)  # want OWN101  # site api=httpx.AsyncClient.get consumed=task
        group.start_soon(partial(client.get, params={}), url)  # want OWN101  # site api=httpx.AsyncClient.get consumed=task


async def with_trio(client: httpx.AsyncClient, url: str) -> None:
    async with trio.open_nursery() as nursery:  # no site
        nursery.start_soon(client.get, url)  # want OWN101  # site api=httpx.AsyncClient.get consumed=task


async def annotated(group: anyio.abc.TaskGroup, client: httpx.AsyncClient, url: str) -> None:
    group.start_soon(client.get, url)  # want OWN101  # site api=httpx.AsyncClient.get consumed=task
