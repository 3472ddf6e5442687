from aiohttp import web
from fastapi import FastAPI, Request

app = FastAPI()


@app.post("/orders")
async def place(request: Request) -> None:
    await request.app.state.orders.place("tea")  # no site
    await request.state.user.notify()  # no site
    await app.state.orders.place("tea")  # no site


async def handler(request: web.Request) -> None:
    await request.app["orders"].place("tea")  # no site
    await request["user"].notify()  # no site
