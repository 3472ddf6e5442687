"""python-socketio under uvicorn: the handler of an event."""

# /// script
# dependencies = ["python-socketio[asyncio_client]==5.18.1", "aiohttp==3.14.5", "uvicorn==0.54.0", "websockets==17.4"]
# ///

import asyncio

import socketio
from recording import end, scenario
from served import served


async def ask() -> str:
    server = socketio.AsyncServer(async_mode="asgi")

    @server.event
    async def save(sid: str, order: str) -> None:
        raise RuntimeError("boom order")

    async with served(socketio.ASGIApp(server)) as address:
        client = socketio.AsyncClient(reconnection=False)
        await client.connect(f"http://{address}", wait_timeout=5)
        try:
            await client.call("save", "order-7", timeout=1)
        except socketio.exceptions.TimeoutError:
            return "no answer"
        finally:
            await client.disconnect()
    return "an answer"


with scenario("event handler", arguments="order-7", event="save") as seen:
    seen["ends"] = asyncio.run(ask())
end(__file__)
