from contextlib import suppress

import anyio
import anyio.abc


async def drains(stream: anyio.abc.SocketStream) -> None:
    with suppress(anyio.EndOfStream, anyio.ClosedResourceError, OSError):
        while True:
            await stream.receive()  # site verdict=silenced guard_row=8


async def hides(stream: anyio.abc.SocketStream, data: bytes) -> None:
    with suppress(anyio.BrokenResourceError, OSError):
        await stream.send(data)  # want OWN202
