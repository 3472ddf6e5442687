from aiohttp import web
from fastapi import Request, WebSocket


async def rows(request: Request) -> list:
    return await request.app.state.db.fetch_all("select 1")  # want OWN102  # site evidence=name certainty=named api=null


async def chat(websocket: WebSocket) -> None:
    await websocket.app.state.redis.publish("chat", "hello")  # want OWN102  # site evidence=name
    await websocket.app.state.rooms.join("chat")  # no site


async def handler(request: web.Request) -> None:
    db = request.app["db"]
    await db.execute("select 1")  # want OWN102  # site evidence=name
