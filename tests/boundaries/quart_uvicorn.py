"""Quart under uvicorn: routes, hooks around requests, background tasks, startup hooks."""

# /// script
# dependencies = ["quart==0.22.0", "uvicorn==0.54.0", "httpx==0.28.1"]
# ///

import asyncio

import httpx
from quart import Quart
from recording import end, request, scenario
from served import served

app = Quart("shop")


@app.get("/route/<order>")
async def route(order: str) -> str:
    raise RuntimeError("boom order")


async def afterwards(order: str) -> None:
    raise RuntimeError("boom order")


@app.get("/background/<order>")
async def background(order: str) -> str:
    app.add_background_task(afterwards, order)
    return ""


hooked = Quart("shop")


@hooked.before_request
async def before() -> None:
    raise RuntimeError("boom order")


starts = Quart("shop")


@starts.before_serving
async def starting() -> None:
    raise RuntimeError("boom order")


async def answer(app: Quart, path: str) -> str:
    async with served(app) as address, httpx.AsyncClient() as client:
        status = (await client.get(f"http://{address}{path}")).status_code
        await asyncio.sleep(0.05)
        return f"status {status}"


def started(app: Quart) -> str:
    try:
        return asyncio.run(answer(app, "/"))
    except SystemExit as left:
        return f"exit status {left.code}"


with scenario("route", **request("/route/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(app, "/route/order-7"))
with scenario("middleware", **request("/route/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(hooked, "/route/order-7"))
with scenario("background task", **request("/background/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(app, "/background/order-7"))
with scenario("startup hook") as seen:
    seen["ends"] = started(starts)
end(__file__)
