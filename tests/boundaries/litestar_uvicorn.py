"""Litestar under uvicorn: routes, dependencies, background tasks, startup hooks."""

# /// script
# dependencies = ["litestar==2.25.0", "uvicorn==0.54.0", "httpx==0.28.1"]
# ///

import asyncio

import httpx
from litestar import Litestar, Response, get
from litestar.background_tasks import BackgroundTask
from litestar.di import Provide
from litestar.logging import LoggingConfig
from recording import end, request, scenario
from served import served


@get("/route/{order:str}")
async def route(order: str) -> None:
    raise RuntimeError("boom order")


async def wanted(order: str) -> str:
    raise RuntimeError("boom order")


@get("/dependency/{order:str}", dependencies={"found": Provide(wanted)})
async def dependent(order: str, found: str) -> None:
    return None


async def afterwards(order: str) -> None:
    raise RuntimeError("boom order")


@get("/background/{order:str}")
async def background(order: str) -> Response[str]:
    return Response("", background=BackgroundTask(afterwards, order))


async def starting(app: Litestar) -> None:
    raise RuntimeError("boom order")


async def answer(app: Litestar, path: str) -> str:
    async with served(app) as address, httpx.AsyncClient() as client:
        return f"status {(await client.get(f'http://{address}{path}')).status_code}"


def started(app: Litestar) -> str:
    try:
        return asyncio.run(answer(app, "/"))
    except SystemExit as left:
        return f"exit status {left.code}"


APP = Litestar([route, dependent, background])
with scenario("route", **request("/route/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(APP, "/route/order-7"))
with scenario("route/log_exceptions", **request("/route/order-7")) as seen:
    loud = Litestar([route], logging_config=LoggingConfig(log_exceptions="always"))
    seen["ends"] = asyncio.run(answer(loud, "/route/order-7"))
with scenario("dependency", **request("/dependency/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(APP, "/dependency/order-7"))
with scenario("background task", **request("/background/order-7")) as seen:
    seen["ends"] = asyncio.run(answer(APP, "/background/order-7"))
with scenario("startup hook") as seen:
    seen["ends"] = started(Litestar([route], on_startup=[starting]))
end(__file__)
