import logging

import backoff
import httpx
import stamina
from tenacity import AsyncRetrying, before_sleep_log, retry, stop_after_attempt

logger = logging.getLogger(__name__)


@retry(stop=stop_after_attempt(3))
async def silent(client: httpx.AsyncClient) -> None:
    response = await client.get("/")  # want OWN101, OWN502
    response.raise_for_status()
    await client.get("/more")  # want OWN101


@retry(stop=stop_after_attempt(3), before_sleep=before_sleep_log(logger, logging.WARNING))
async def told(client: httpx.AsyncClient) -> None:
    await client.get("/")


@stamina.retry(on=httpx.HTTPError)
async def logs_by_itself(client: httpx.AsyncClient) -> None:
    await client.get("/")


@backoff.on_exception(backoff.expo, httpx.HTTPError)
async def logs_when_it_gives_up(client: httpx.AsyncClient) -> None:
    await client.get("/")


@backoff.on_exception(backoff.expo, httpx.HTTPError, logger=None)
async def told_to_be_silent(client: httpx.AsyncClient) -> None:
    await client.get("/")  # want OWN101, OWN502


@retry(stop=stop_after_attempt(3))
async def looked_after_inside(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")
    except httpx.HTTPError:
        logger.exception("failed")
        raise


async def a_loop(client: httpx.AsyncClient) -> None:
    async for attempt in AsyncRetrying(stop=stop_after_attempt(3)):
        with attempt:
            await client.get("/")  # want OWN101, OWN502
