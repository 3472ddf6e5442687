"""FastAPI under uvicorn: routes, dependencies, background tasks, middlewares, websockets, lifespan."""

# /// script
# dependencies = ["fastapi==0.165.0", "uvicorn==0.54.0", "httpx==0.28.1", "websockets==17.4"]
# ///

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated

import httpx
import websockets
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Request, Response, WebSocket
from recording import end, request, scenario
from served import served

app = FastAPI()


@app.get("/route/{order}")
async def route(order: str) -> None:
    raise RuntimeError("boom order")


@app.get("/answered/{order}")
async def answered(order: str) -> None:
    raise HTTPException(502) from RuntimeError("boom order")


async def refused(order: str) -> None:
    raise HTTPException(502) from RuntimeError("boom order")


@app.get("/refused/{order}")
async def guarded(order: str, found: Annotated[None, Depends(refused)]) -> None:
    return None


async def wanted(order: str) -> None:
    raise RuntimeError("boom order")


@app.get("/dependency/{order}")
async def dependent(order: str, found: Annotated[None, Depends(wanted)]) -> None:
    return None


async def afterwards(order: str) -> None:
    raise RuntimeError("boom order")


@app.get("/background/{order}")
async def background(order: str, tasks: BackgroundTasks) -> None:
    tasks.add_task(afterwards, order)


@app.websocket("/socket/{order}")
async def socket(websocket: WebSocket, order: str) -> None:
    await websocket.accept()
    raise RuntimeError("boom order")


hooked = FastAPI()


@hooked.exception_handler(Exception)
async def tell(request: Request, error: Exception) -> Response:
    logging.getLogger("app").error("%s failed", request.url.path)
    return Response(status_code=500)


@hooked.get("/background/{order}")
async def behind(order: str, tasks: BackgroundTasks) -> None:
    tasks.add_task(afterwards, order)


@hooked.get("/answered/{order}")
async def refusing(order: str) -> None:
    raise HTTPException(502) from RuntimeError("boom order")


watched = FastAPI()


@watched.middleware("http")
async def middleware(request: Request, call_next: object) -> Response:
    raise RuntimeError("boom order")


@asynccontextmanager
async def starting(app: FastAPI) -> AsyncIterator[None]:
    raise RuntimeError("boom order")
    yield


@asynccontextmanager
async def stopping(app: FastAPI) -> AsyncIterator[None]:
    yield
    raise RuntimeError("boom order")


async def answer(app: FastAPI, path: str) -> str:
    async with served(app) as address, httpx.AsyncClient() as client:
        response = await client.get(f"http://{address}{path}")
        return f"status {response.status_code}"


async def talk() -> None:
    async with served(app) as address:
        with suppress(websockets.ConnectionClosed):
            async with websockets.connect(f"ws://{address}/socket/order-7") as client:
                await client.recv()


def live(app: FastAPI) -> str:
    try:
        asyncio.run(answer(app, "/"))
    except SystemExit as left:
        return f"exit status {left.code}"
    return "it serves"


with scenario("route", **request("/route/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(app, "/route/order-7"))
with scenario("route, an answer", **request("/answered/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(app, "/answered/order-7"))
with scenario("route, an answer beside a handler for all errors", **request("/answered/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(hooked, "/answered/order-7"))
with scenario("dependency, an answer", **request("/refused/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(app, "/refused/order-7"))
with scenario("dependency", **request("/dependency/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(app, "/dependency/order-7"))
with scenario("background task", **request("/background/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(app, "/background/order-7"))
with scenario("background task beside a handler for all errors", **request("/background/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(hooked, "/background/order-7"))
with scenario("middleware", **request("/route/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(watched, "/route/order-7"))
with scenario("websocket route", path="/socket/order-7", arguments="order-7"):
    asyncio.run(talk())
with scenario("startup hook") as seen:
    seen["ends"] = live(FastAPI(lifespan=starting))
with scenario("shutdown hook") as seen:
    seen["ends"] = live(FastAPI(lifespan=stopping))
end(__file__)
