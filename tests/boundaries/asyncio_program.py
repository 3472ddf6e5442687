"""The standard library alone: a program's main coroutine, a task that nobody reads, callbacks of the loop."""

# /// script
# dependencies = []
# ///

import asyncio
import os
import signal

from recording import child, end, scenario

MAIN = """
import asyncio

async def save(order):
    raise RuntimeError("boom order")

asyncio.run(save("order-7"))
"""


async def save(order: str) -> None:
    raise RuntimeError("boom order")


def tick(order: str) -> None:
    raise RuntimeError("boom order")


async def on_client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    raise RuntimeError("boom order")


async def task() -> None:
    asyncio.create_task(save("order-7"))  # noqa: RUF006
    await asyncio.sleep(0.01)


async def callback() -> None:
    asyncio.get_running_loop().call_soon(tick, "order-7")
    await asyncio.sleep(0.01)


async def signalled() -> None:
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, tick, "order-7")
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.sleep(0.01)


async def done_callback() -> None:
    finished = asyncio.create_task(asyncio.sleep(0))
    finished.add_done_callback(tick)
    await asyncio.sleep(0.01)


async def connection() -> None:
    server = await asyncio.start_server(on_client, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    await asyncio.sleep(0.05)
    writer.close()
    server.close()


with scenario("main coroutine", arguments="order-7") as seen:
    seen["ends"] = child(MAIN)
with scenario("task", arguments="order-7", function="save"):
    asyncio.run(task())
with scenario("callback", arguments="order-7", function="tick"):
    asyncio.run(callback())
with scenario("signal handler", arguments="order-7", function="tick"):
    asyncio.run(signalled())
with scenario("done callback", function="tick"):
    asyncio.run(done_callback())
with scenario("connection handler"):
    asyncio.run(connection())
end(__file__)
