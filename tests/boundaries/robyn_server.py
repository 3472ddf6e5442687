"""Robyn by its own server: routes, middlewares, authentication, websockets, start and stop, handlers of exceptions."""

# /// script
# dependencies = ["robyn==0.88.0", "httpx==0.28.1", "websockets==17.4"]
# ///

import asyncio
import logging
import socket
import threading
import time
from contextlib import suppress

import httpx
import websockets
from recording import child, end, request, scenario
from robyn import AuthenticationHandler, Request, Response, Robyn, SubRouter, WebSocketAdapter
from robyn.authentication import BearerGetter
from robyn.exceptions import HTTPException

HOOK = logging.getLogger("hook")


# One for all scenarios: a process has one server, whose log can be set up once.
app = Robyn(__file__)
orders = SubRouter(prefix="/orders")


async def failing(request: Request) -> str:
    raise RuntimeError("boom order")


async def refusing(request: Request) -> str:
    raise HTTPException(502, "not now") from RuntimeError("boom order")


async def fine(request: Request) -> str:
    return "fine"


def told(error: Exception) -> Response:
    HOOK.error("told")
    return Response(500, {}, "failed")


async def told_later(error: Exception) -> Response:
    HOOK.error("told")
    return Response(500, {}, "failed")


@app.get("/blocking/:order")
def blocking(request: Request) -> str:
    raise RuntimeError("boom order")


@app.before_request()
async def before(request: Request) -> Request:
    if request.url.path.startswith("/before/"):
        raise RuntimeError("boom order")
    return request


@app.after_request()
async def after(request: Request, response: Response) -> Response:
    if request.url.path.startswith("/after/"):
        raise RuntimeError("boom order")
    return response


@app.before_request("/watched/:order")
async def watched(request: Request) -> Request:
    raise RuntimeError("boom order")


@app.websocket("/socket")
async def talking(websocket: WebSocketAdapter) -> None:
    raise RuntimeError("boom order")


@app.websocket("/connecting")
async def connecting(websocket: WebSocketAdapter) -> None:
    await websocket.receive_text()


@app.websocket("/closing")
async def closing(websocket: WebSocketAdapter) -> None:
    await websocket.receive_text()


@connecting.on_connect
@closing.on_close
async def at_an_end(websocket: WebSocketAdapter) -> None:
    raise RuntimeError("boom order")


@app.mcp.tool()
async def tool(order: str) -> str:
    raise RuntimeError("boom order")


class Key(AuthenticationHandler):
    async def authenticate(self, request: Request) -> None:
        raise RuntimeError("boom order")


for path in ("before", "after", "watched"):
    app.get(f"/{path}/:order")(fine)
app.configure_authentication(Key(token_getter=BearerGetter()))
app.get("/secret/:order", auth_required=True)(fine)
app.get("/route/:order")(failing)
app.get("/answered/:order")(refusing)
app.add_route("GET", "/added/:order", failing)
orders.get("/:order")(failing)
# A handler of exceptions holds for the routes that come after it.
app.exception(told)
app.get("/told/:order")(failing)
app.get("/told-of-answer/:order")(refusing)
app.exception(told_later)
app.get("/told-later/:order")(failing)
app.exception(told)
app.include_router(orders)


def served() -> str:
    """Starts it in a thread that ends with this program, for a signal ends Robyn's whole process; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    threading.Thread(target=app.start, kwargs={"port": port}, daemon=True).start()
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return f"127.0.0.1:{port}"
        time.sleep(0.05)
    raise TimeoutError


def call_tool() -> str:
    said = httpx.post(f"http://{ADDRESS}/mcp", json=CALL).json()
    time.sleep(0.05)
    return f"error {said['error']['data']}"


def answer(path: str) -> str:
    status = httpx.get(f"http://{ADDRESS}{path}").status_code
    time.sleep(0.05)  # the log is written by a thread of the server's
    return f"status {status}"


async def talk(path: str) -> None:
    with suppress(websockets.ConnectionClosed, TimeoutError):
        async with websockets.connect(f"ws://{ADDRESS}{path}") as client:
            await client.send("hello")
            await asyncio.wait_for(client.recv(), 0.3)
    await asyncio.sleep(0.2)


CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "tool", "arguments": {"order": "order-7"}},
}
ADDRESS = served()
for what, path in {
    "route": "/route/order-7",
    "route, a function that blocks": "/blocking/order-7",
    "route, its HTTPException": "/answered/order-7",
    "add_route": "/added/order-7",
    "route of a SubRouter": "/orders/order-7",
    "middleware": "/before/order-7",
    "middleware of a path": "/watched/order-7",
    "after_request": "/after/order-7",
    "authentication": "/secret/order-7",
    # Hooks: which the framework calls, and what it still tells itself.
    "exception": "/told/order-7",
    "exception, of its HTTPException": "/told-of-answer/order-7",
    "exception, a coroutine function": "/told-later/order-7",
}.items():
    with scenario(what, **request(path)) as seen:
        seen["ends"] = answer(path)
for what, path in {
    "websocket route": "/socket?order=order-7",
    "on_connect of a websocket": "/connecting?order=order-7",
    "on_close of a websocket": "/closing?order=order-7",
}.items():
    with scenario(what, path=path, arguments="order-7"):
        asyncio.run(talk(path))
with scenario("tool", tool="'tool'", arguments="order-7") as seen:
    seen["ends"] = call_tool()
# Start and stop, in a process of their own, which is stopped as a user does.
STOPPED = """
import logging, os, signal, sys, threading
from robyn import Robyn

logging.basicConfig(level=logging.INFO)
app = Robyn(__file__)


async def hook():
    raise RuntimeError("boom order")


getattr(app, sys.argv[1])(hook)
threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()
app.start(port=0, _check_port=False)
"""
for what in ("startup", "shutdown"):
    with scenario(f"{what} hook") as seen:
        seen["ends"] = child(STOPPED, f"{what}_handler")
end(__file__)
