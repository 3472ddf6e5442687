import asyncio

import httpx
import requests


def dropped(loop: asyncio.AbstractEventLoop, client: httpx.AsyncClient) -> None:
    asyncio.run_coroutine_threadsafe(client.get("/"), loop)  # want OWN305


def held(loop: asyncio.AbstractEventLoop, client: httpx.AsyncClient) -> object:
    future = asyncio.run_coroutine_threadsafe(client.get("/"), loop)
    return future.result()


def called_back(loop: asyncio.AbstractEventLoop, client: httpx.AsyncClient) -> None:
    future = asyncio.run_coroutine_threadsafe(client.get("/"), loop)
    future.add_done_callback(print)


async def in_a_thread(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_in_executor(None, requests.get, "https://example.org")  # want OWN305
    await loop.run_in_executor(None, requests.get, "https://example.org")  # want OWN101
