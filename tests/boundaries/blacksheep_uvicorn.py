"""BlackSheep under uvicorn: routes, controllers, middlewares, authentication, websockets, start and stop, hooks."""

# /// script
# dependencies = ["blacksheep==2.6.4", "uvicorn==0.54.0", "httpx==0.28.1", "websockets==17.4"]
# ///

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Literal

import httpx
import websockets
from blacksheep import Application, Request, Response, Router, WebSocket
from blacksheep.exceptions import HTTPException, InternalServerError
from blacksheep.server.controllers import Controller
from guardpost import AuthenticationHandler
from recording import end, request, scenario
from served import served

HOOK = logging.getLogger("hook")


def application(kind: type[Application] = Application) -> Application:
    """One that shares no routes with another."""
    app = kind(router=Router())

    @app.router.get("/route/{order}")
    async def route(order: str) -> None:
        raise RuntimeError("boom order")

    @app.router.get("/answered/{order}")
    async def answered(order: str) -> None:
        raise HTTPException(502, "not now") from RuntimeError("boom order")

    @app.router.ws("/socket/{order}")
    async def socket(websocket: WebSocket, order: str) -> None:
        await websocket.accept()
        raise RuntimeError("boom order")

    @app.router.ws("/refusing/{order}")
    async def refusing(websocket: WebSocket, order: str) -> None:
        await websocket.accept()
        raise HTTPException(502, "not now") from RuntimeError("boom order")

    return app


async def middleware(request: Request, handler: object) -> Response:
    raise RuntimeError("boom order")


async def refused(request: Request, handler: object) -> Response:
    raise HTTPException(502, "not now") from RuntimeError("boom order")


class Key(AuthenticationHandler):
    async def authenticate(self, context: object) -> None:
        raise RuntimeError("boom order")


async def starting(app: Application) -> None:
    raise RuntimeError("boom order")


async def stopping(app: Application) -> None:
    raise RuntimeError("boom order")


async def told(app: Application, request: Request, error: Exception) -> Response:
    HOOK.error("told")
    return Response(500)


async def around(request: Request, handler: Callable[[Request], Awaitable[Response]]) -> Response:
    try:
        return await handler(request)
    except RuntimeError:
        HOOK.error("told")
        raise


class Telling(Application):
    async def log_unhandled_exc(self, request: Request, exc: Exception) -> None:
        HOOK.error("told")


async def answer(app: Application, path: str, lifespan: Literal["auto", "on"] = "auto") -> str:
    async with served(app, lifespan) as address, httpx.AsyncClient() as client:
        return f"status {(await client.get(f'http://{address}{path}')).status_code}"


async def talk(path: str, app: Application) -> None:
    async with served(app) as address:
        with suppress(websockets.ConnectionClosed):
            async with websockets.connect(f"ws://{address}{path}") as client:
                await client.recv()


def live(app: Application, lifespan: Literal["auto", "on"] = "auto") -> str:
    try:
        asyncio.run(answer(app, "/", lifespan))
    except SystemExit as left:
        return f"exit status {left.code}"
    return "it serves"


with scenario("route", **request("/route/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(application(), "/route/order-7"))
with scenario("route, an answer", **request("/answered/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(application(), "/answered/order-7"))
with scenario("controller", **request("/controller/order-7")) as seen:
    app = application()

    class Orders(Controller):
        @app.controllers_router.get("/controller/{order}")
        async def find(self, order: str) -> None:
            raise RuntimeError("boom order")

    seen["ends"] = asyncio.run(answer(app, "/controller/order-7"))
with scenario("controller's on_request", **request("/watched/order-7")) as seen:
    app = application()

    class Watched(Controller):
        async def on_request(self, request: Request) -> None:
            raise RuntimeError("boom order")

        @app.controllers_router.get("/watched/{order}")
        async def find(self, order: str) -> None:
            return None

    seen["ends"] = asyncio.run(answer(app, "/watched/order-7"))
with scenario("fallback", **request("/nowhere/order-7")) as seen:
    app = application()

    @app.router.route("*")
    async def fallback() -> None:
        raise RuntimeError("boom order")

    seen["ends"] = asyncio.run(answer(app, "/nowhere/order-7"))
with scenario("middleware", **request("/route/order-7")) as seen:
    app = application()
    app.middlewares.append(middleware)
    seen["ends"] = asyncio.run(answer(app, "/route/order-7"))
with scenario("middleware, an answer", **request("/route/order-7")) as seen:
    app = application()
    app.middlewares.append(refused)
    seen["ends"] = asyncio.run(answer(app, "/route/order-7"))
with scenario("authentication", **request("/route/order-7")) as seen:
    app = application()
    app.use_authentication().add(Key())
    seen["ends"] = asyncio.run(answer(app, "/route/order-7"))
with scenario("websocket route", path="/socket/order-7", arguments="order-7"):
    asyncio.run(talk("/socket/order-7", application()))
with scenario("websocket route, an answer", path="/refusing/order-7", arguments="order-7"):
    asyncio.run(talk("/refusing/order-7", application()))
with scenario("startup hook") as seen:
    app = application()
    app.on_start += starting
    seen["ends"] = live(app)
with scenario("after_start") as seen:
    app = application()
    app.after_start(starting)
    seen["ends"] = live(app)
with scenario("lifespan") as seen:
    app = application()

    @app.lifespan
    async def lifespan(app: Application) -> None:
        raise RuntimeError("boom order")
        yield

    seen["ends"] = live(app)
with scenario("shutdown hook") as seen:
    app = application()
    app.on_stop += stopping
    seen["ends"] = live(app)
with scenario("shutdown hook, with --lifespan on") as seen:
    app = application()
    app.on_stop += stopping
    seen["ends"] = live(app, "on")
# Hooks: which the framework calls, and what it still tells itself.
for what, kind in {"Exception": Exception, "500": 500, "InternalServerError": InternalServerError}.items():
    with scenario(f"exception_handler({what})", **request("/route/order-7")) as seen:
        app = application()
        app.exception_handler(kind)(told)
        seen["ends"] = asyncio.run(answer(app, "/route/order-7"))
with scenario("exceptions_handlers[Exception], of a middleware", **request("/route/order-7")) as seen:
    app = application()
    app.exceptions_handlers[Exception] = told
    app.middlewares.append(middleware)
    seen["ends"] = asyncio.run(answer(app, "/route/order-7"))
with scenario("exception_handler(Exception), of a websocket route", path="/socket/order-7", arguments="order-7"):
    app = application()
    app.exception_handler(Exception)(told)
    asyncio.run(talk("/socket/order-7", app))
with scenario("log_unhandled_exc", **request("/route/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(application(Telling), "/route/order-7"))
with scenario("a middleware around a route", **request("/route/order-7")) as seen:
    app = application()
    app.middlewares.append(around)
    seen["ends"] = asyncio.run(answer(app, "/route/order-7"))
with scenario("a middleware around a websocket route", path="/socket/order-7", arguments="order-7"):
    app = application()
    app.middlewares.append(around)
    asyncio.run(talk("/socket/order-7", app))
end(__file__)
