import httpx
from fastapi import APIRouter
from tornado.web import RequestHandler

router = APIRouter()


@router.get("/orders")
async def orders(client: httpx.AsyncClient) -> None:
    await client.get("/")  # site verdict=visible
    await helper(client)


async def helper(client: httpx.AsyncClient) -> None:
    await client.get("/")  # site verdict=visible


class Orders(RequestHandler):
    async def get(self) -> None:
        async with httpx.AsyncClient() as client:
            await client.get("/")  # site verdict=visible


async def nobodys(client: httpx.AsyncClient) -> None:
    await client.get("/")  # want OWN101
