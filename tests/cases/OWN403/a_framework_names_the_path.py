import logging

import httpx
from fastapi import FastAPI, HTTPException
from tornado.web import HTTPError, RequestHandler

logger = logging.getLogger(__name__)
client = httpx.AsyncClient()
app = FastAPI()


class Orders(RequestHandler):
    async def get(self, order_id: str) -> None:
        try:
            await client.get(f"/orders/{order_id}")
        except httpx.HTTPError as error:
            logger.exception("failed")
            raise HTTPError(500) from error

    async def put(self, order_id: str) -> None:
        try:
            await client.put(f"/orders/{order_id}")  # want OWN403
        except httpx.HTTPError:
            logger.exception("failed")
        self.finish("{}")


@app.get("/orders/{order_id}")
async def order(order_id: str) -> None:
    try:
        await client.get(f"/orders/{order_id}")  # want OWN403
    except httpx.HTTPError as error:
        logger.exception("failed")
        raise HTTPException(502) from error
