import logging

import httpx
import loguru
import structlog

logger = logging.getLogger(__name__)
events = structlog.get_logger()


async def fetch_order(client: httpx.AsyncClient) -> bytes | None:
    try:
        return (await client.get("/order")).content  # want OWN401
    except httpx.HTTPError:
        logger.log(logging.ERROR, "No order", exc_info=True)
        return None


async def fetch_user(client: httpx.AsyncClient) -> bytes | None:
    try:
        return (await client.get("/user")).content  # want OWN401
    except httpx.HTTPError:
        events.log(logging.ERROR, "No user", exc_info=True)
        return None


async def fetch_item(client: httpx.AsyncClient) -> bytes | None:
    try:
        return (await client.get("/item")).content  # want OWN401
    except httpx.HTTPError:
        loguru.logger.opt(exception=True).log("ERROR", "No item")
        return None
