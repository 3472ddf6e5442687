import websockets
from fastapi import WebSocket
from websockets.asyncio.client import connect


async def entered(url: str) -> None:
    async with websockets.connect(url) as socket:  # want OWN101  # site library=websockets consumed=async-with
        await socket.send("hello")  # want OWN101  # site library=websockets
        async for message in socket:  # want OWN101  # site library=websockets consumed=async-for
            print(message)


async def awaited(url: str) -> str:
    socket = await connect(url)  # want OWN101  # site library=websockets consumed=await
    return await socket.recv()  # want OWN101  # site library=websockets


async def reconnecting(url: str) -> None:
    async for socket in websockets.connect(url):  # want OWN101  # site library=websockets consumed=async-for
        await socket.send("again")  # want OWN101  # site library=websockets


async def chat(websocket: WebSocket) -> None:
    await websocket.accept()  # want OWN101  # site api=starlette.websockets.WebSocket.accept
    async for text in websocket.iter_text():  # want OWN101  # site api=starlette.websockets.WebSocket.iter_text
        await websocket.send_text(text)  # want OWN101  # site api=starlette.websockets.WebSocket.send_text
