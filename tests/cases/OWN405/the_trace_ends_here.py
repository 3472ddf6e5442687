import logging

import httpx

logger = logging.getLogger(__name__)


class Unavailable(Exception):
    pass


async def hidden(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")  # want OWN101, OWN405
    except httpx.HTTPError:
        raise Unavailable from None


async def told_first(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")
    except httpx.HTTPError:
        logger.exception("failed")
        raise Unavailable from None


async def kept_as_text(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")  # want OWN101
    except httpx.HTTPError as error:
        raise Unavailable(str(error)) from None


async def kept_as_cause(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")  # want OWN101
    except httpx.HTTPError as error:
        raise Unavailable from error


async def kept_by_itself(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")  # want OWN101
    except httpx.HTTPError:
        raise Unavailable
