"""websockets: the handler of a connection."""

# /// script
# dependencies = ["websockets==17.4"]
# ///

import asyncio
from contextlib import suppress

import websockets
from recording import end, scenario
from websockets.asyncio.server import ServerConnection, serve


async def handler(connection: ServerConnection) -> None:
    raise RuntimeError("boom order")


async def ask() -> None:
    async with serve(handler, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        with suppress(websockets.ConnectionClosed):
            async with websockets.connect(f"ws://{host}:{port}/socket/order-7") as client:
                await client.recv()


with scenario("connection handler", path="/socket/order-7", arguments="order-7"):
    asyncio.run(ask())
end(__file__)
