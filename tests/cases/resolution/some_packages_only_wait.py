import asyncio

import anyio
import tenacity
from aiolimiter import AsyncLimiter
from async_timeout import timeout
from tenacity import AsyncRetrying, stop_after_attempt

limiter = AsyncLimiter(10)


async def waits(queue: asyncio.Queue, lock: asyncio.Lock, done: asyncio.Event) -> None:
    await anyio.sleep(1)  # no site
    await asyncio.sleep(1)  # no site
    await queue.put(1)  # no site
    await queue.join()  # no site
    await done.wait()  # no site
    async with lock, limiter:  # no site
        await limiter.acquire()  # no site
    async with timeout(5):  # no site
        await asyncio.Condition().wait()  # no site
    async with asyncio.timeout(5), asyncio.Semaphore(2):  # no site
        await asyncio.Barrier(2).wait()  # no site
    async with anyio.create_task_group() as group:  # no site
        await group.start(waits)  # no site
    async for attempt in AsyncRetrying(stop=stop_after_attempt(3)):  # no site
        print(attempt)
    await tenacity.AsyncRetrying()(waits)  # no site


async def streams() -> None:
    send, receive = anyio.create_memory_object_stream(5)
    await send.send(1)  # no site
    await receive.receive()  # no site
    event, limit = anyio.Event(), anyio.CapacityLimiter(3)
    await event.wait()  # no site
    async with limit, anyio.Lock():  # no site
        await anyio.lowlevel.checkpoint()  # no site
