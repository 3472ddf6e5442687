"""aiohttp.web: routes, views, middlewares, startup and background hooks."""

# /// script
# dependencies = ["aiohttp==3.14.5"]
# ///

import asyncio
from collections.abc import AsyncIterator

from aiohttp import ClientSession, web
from recording import child, end, request, scenario

STARTUP = """
from aiohttp import web

async def start(app):
    raise RuntimeError("boom order")

app = web.Application()
app.on_startup.append(start)
web.run_app(app, port=0)
"""


async def route(request: web.Request) -> web.Response:
    raise RuntimeError("boom order")


class Orders(web.View):
    async def get(self) -> web.Response:
        raise RuntimeError("boom order")


@web.middleware
async def middleware(request: web.Request, handler: object) -> web.Response:
    raise RuntimeError("boom order")


async def finishing(app: web.Application) -> AsyncIterator[None]:
    yield
    raise RuntimeError("boom order")


def application(**options: object) -> web.Application:
    app = web.Application(**options)
    app.router.add_get("/route/{order}", route)
    app.router.add_view("/view/{order}", Orders)
    return app


async def answer(app: web.Application, path: str) -> str:
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    async with ClientSession() as session, session.get(f"http://{host}:{port}{path}") as response:
        status = response.status
    await runner.cleanup()
    return f"status {status}"


with scenario("route", **request("/route/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(application(), "/route/order-7"))
with scenario("view", **request("/view/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(application(), "/view/order-7"))
with scenario("middleware", **request("/route/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(application(middlewares=[middleware]), "/route/order-7"))
with scenario("startup hook") as seen:
    seen["ends"] = child(STARTUP)
end(__file__)
