import functools
import logging
from contextlib import asynccontextmanager, contextmanager

import httpx

logger = logging.getLogger(__name__)


@asynccontextmanager
async def quiet(client):
    try:
        yield client
    except Exception:
        pass


@contextmanager
def quiet_too():
    try:
        yield
    except Exception:
        return


@contextmanager
def loud():
    try:
        yield
    except Exception:
        logger.exception("failed")


class Quiet:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *args):
        return True


class Passing:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *args):
        return None


async def under_a_generator(client: httpx.AsyncClient) -> None:
    async with quiet(client):
        (await client.get("/a")).raise_for_status()  # want OWN207
        (await client.get("/b")).raise_for_status()  # it is said once for each use


async def under_a_plain_one(client: httpx.AsyncClient) -> None:
    with quiet_too():
        (await client.get("/b")).raise_for_status()  # want OWN207


async def under_one_that_reports(client: httpx.AsyncClient) -> None:
    with loud():
        (await client.get("/b")).raise_for_status()


async def under_a_class(client: httpx.AsyncClient) -> None:
    async with Quiet():
        (await client.get("/c")).raise_for_status()  # want OWN207


async def under_one_that_lets_pass(client: httpx.AsyncClient) -> None:
    async with Passing():
        (await client.get("/c")).raise_for_status()  # want OWN101


def swallow(function):
    @functools.wraps(function)
    async def wrapper(*args, **kwargs):
        try:
            return await function(*args, **kwargs)
        except Exception:
            return None

    return wrapper


@swallow
async def decorated(client: httpx.AsyncClient) -> None:
    (await client.get("/d")).raise_for_status()  # want OWN207


async def safe(coroutine):
    try:
        return await coroutine
    except Exception:
        return None


async def told(coroutine):
    try:
        return await coroutine
    except Exception:
        logger.exception("failed")


async def handed_to_a_helper(client: httpx.AsyncClient) -> None:
    await safe(client.get("/e"))  # want OWN207


async def handed_to_a_helper_that_reports(client: httpx.AsyncClient) -> None:
    await told(client.get("/e"))
