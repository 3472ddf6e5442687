import asyncio
from concurrent.futures import ThreadPoolExecutor

import requests
from starlette.concurrency import run_in_threadpool


def push(url: str) -> None:
    requests.put(url, timeout=5).raise_for_status()


def pushes(urls: list[str]) -> None:
    for url in urls:
        push(url)


def harmless(url: str) -> str:
    return url.upper()


async def unguarded(url: str) -> None:
    await asyncio.to_thread(push, url)  # want OWN101
    await asyncio.to_thread(harmless, url)


async def silenced(urls: list[str]) -> None:
    try:
        await asyncio.get_running_loop().run_in_executor(None, pushes, urls)  # want OWN201
    except Exception:
        pass


async def in_a_pool(url: str) -> None:
    await run_in_threadpool(push, url)  # want OWN101


async def detached(url: str) -> None:
    asyncio.create_task(asyncio.to_thread(push, url))  # want OWN301


class Uploader:
    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(max_workers=4)

    async def save(self, url: str) -> None:
        self.pool.submit(push, url)  # want OWN305

    async def save_and_see(self, url: str) -> None:
        future = self.pool.submit(push, url)  # want OWN101
        future.result()
