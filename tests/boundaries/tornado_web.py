"""Tornado: request handlers, callbacks of its loop."""

# /// script
# dependencies = ["tornado==6.6.1"]
# ///

import asyncio

from recording import end, scenario
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.testing import bind_unused_port
from tornado.web import Application, HTTPError, RequestHandler


class Orders(RequestHandler):
    async def get(self, order: str) -> None:
        raise RuntimeError("boom order")


class Answered(RequestHandler):
    async def get(self, order: str) -> None:
        raise HTTPError(500, "boom order")


async def ask(route: str) -> str:
    server = HTTPServer(Application([(r"/route/(.*)", Orders), (r"/answered/(.*)", Answered)]))
    socket, port = bind_unused_port()
    server.add_socket(socket)
    response = await AsyncHTTPClient().fetch(f"http://127.0.0.1:{port}/{route}/order-7", raise_error=False)
    server.stop()
    return f"status {response.code}"


async def tick() -> None:
    raise RuntimeError("boom order")


async def spawned() -> None:
    IOLoop.current().spawn_callback(tick)
    await asyncio.sleep(0.05)


async def periodic() -> None:
    regular = PeriodicCallback(tick, 1)
    regular.start()
    await asyncio.sleep(0.0015)
    regular.stop()
    await asyncio.sleep(0.05)


with scenario("route", method="GET", path="/route/order-7", arguments="order-7") as seen:
    seen["ends"] = asyncio.run(ask("route"))
with scenario("route, its own error", method="GET", path="/answered/order-7", arguments="order-7") as seen:
    seen["ends"] = asyncio.run(ask("answered"))
with scenario("callback", function="tick"):
    asyncio.run(spawned())
with scenario("job", function="tick"):
    asyncio.run(periodic())
end(__file__)
