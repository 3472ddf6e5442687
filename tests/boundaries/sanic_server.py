"""Sanic by its own server: routes, middlewares."""

# /// script
# dependencies = ["sanic==25.12.1", "httpx==0.28.1", "setuptools<81"]
# ///

import asyncio
import socket

import httpx
from recording import end, request, scenario
from sanic import Request, Sanic
from sanic.response import HTTPResponse

app, watched = Sanic("shop"), Sanic("watched")
for one in (app, watched):
    one.config.TOUCHUP = False  # rewrites code of Sanic's own, once a process


@app.get("/route/<order>")
async def route(request: Request, order: str) -> HTTPResponse:
    raise RuntimeError("boom order")


watched.add_route(route, "/route/<order>")


@watched.on_request
async def middleware(request: Request) -> None:
    raise RuntimeError("boom order")


async def answer(app: Sanic, path: str) -> str:
    listening = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(sock=listening, return_asyncio_server=True)
    await server.startup()
    await server.start_serving()
    async with httpx.AsyncClient() as client:
        status = (await client.get(f"http://127.0.0.1:{listening.getsockname()[1]}{path}")).status_code
    await asyncio.sleep(0.05)
    await server.close()
    return f"status {status}"


with scenario("route", **request("/route/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(app, "/route/order-7"))
with scenario("middleware", **request("/route/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(watched, "/route/order-7"))
end(__file__)
