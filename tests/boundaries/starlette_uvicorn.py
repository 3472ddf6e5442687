"""Starlette under uvicorn: routes, endpoint classes, background tasks, middlewares, websockets, lifespan."""

# /// script
# dependencies = ["starlette==1.10.0", "uvicorn==0.54.0", "httpx==0.28.1", "websockets==17.4"]
# ///

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
import websockets
from recording import end, request, scenario
from served import served
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.endpoints import HTTPEndpoint
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket


async def route(request: Request) -> Response:
    raise RuntimeError("boom order")


async def answered(request: Request) -> Response:
    raise HTTPException(502) from RuntimeError("boom order")


class Orders(HTTPEndpoint):
    async def get(self, request: Request) -> Response:
        raise RuntimeError("boom order")


async def afterwards(order: str) -> None:
    raise RuntimeError("boom order")


async def background(request: Request) -> Response:
    return PlainTextResponse("", background=BackgroundTask(afterwards, "order-7"))


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    raise RuntimeError("boom order")


class Watch(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next: object) -> Response:
        raise RuntimeError("boom order")


@asynccontextmanager
async def starting(app: Starlette) -> AsyncIterator[None]:
    raise RuntimeError("boom order")
    yield


ROUTES = [
    Route("/route/{order}", route),
    Route("/answered/{order}", answered),
    Route("/endpoint/{order}", Orders),
    Route("/background/{order}", background),
    WebSocketRoute("/socket/{order}", socket),
]


async def answer(app: Starlette, path: str) -> str:
    async with served(app) as address, httpx.AsyncClient() as client:
        return f"status {(await client.get(f'http://{address}{path}')).status_code}"


async def talk() -> None:
    async with served(Starlette(routes=ROUTES)) as address:
        with suppress(websockets.ConnectionClosed):
            async with websockets.connect(f"ws://{address}/socket/order-7") as client:
                await client.recv()


def live(app: Starlette) -> str:
    try:
        asyncio.run(answer(app, "/"))
    except SystemExit as left:
        return f"exit status {left.code}"
    return "it serves"


with scenario("route", **request("/route/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(Starlette(routes=ROUTES), "/route/order-7"))
with scenario("route, an answer", **request("/answered/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(Starlette(routes=ROUTES), "/answered/order-7"))
with scenario("endpoint class", **request("/endpoint/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(Starlette(routes=ROUTES), "/endpoint/order-7"))
with scenario("background task", **request("/background/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(Starlette(routes=ROUTES), "/background/order-7"))
with scenario("middleware", **request("/route/order-7")) as seen:
    app = Starlette(routes=ROUTES, middleware=[Middleware(Watch)])
    seen["ends"] = asyncio.run(answer(app, "/route/order-7"))
with scenario("websocket route", path="/socket/order-7", arguments="order-7"):
    asyncio.run(talk())
with scenario("startup hook") as seen:
    seen["ends"] = live(Starlette(lifespan=starting))
end(__file__)
