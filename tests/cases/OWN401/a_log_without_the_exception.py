import logging
import traceback

import aiohttp
import httpx

logger = logging.getLogger(__name__)


async def neither(client: httpx.AsyncClient, name: str) -> None:
    try:
        await client.get("/")  # want OWN401
        await client.get("/more")
    except httpx.HTTPError:
        logger.error("could not fetch %s", name)


async def the_exception(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")
    except httpx.HTTPError as error:
        logger.error("could not fetch: %s", error)


async def a_traceback(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")
    except httpx.HTTPError:
        logger.error("could not fetch: %s", traceback.format_exc())


async def exc_info(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")
    except httpx.HTTPError:
        logger.error("could not fetch", exc_info=True)


async def two_reports(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")
    except httpx.HTTPError:
        logger.error("could not fetch")
        logger.debug("in detail", exc_info=True)


async def raised_on(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")
    except httpx.HTTPError:
        logger.error("could not fetch")
        raise


async def the_name_says_it_all(session: aiohttp.ClientSession) -> None:
    try:
        await session.get("/")
    except aiohttp.ClientConnectionError:
        logger.error("no connection")


async def a_test_says_which(session: aiohttp.ClientSession, order_id: str) -> None:
    try:
        (await session.get("/")).raise_for_status()
    except aiohttp.ClientError as error:
        if error.status == 404 and order_id:
            logger.warning("no order %s", order_id)
        else:
            logger.exception("bad order %s", order_id)


async def one_of_two_is_told_apart(session: aiohttp.ClientSession, order_id: str) -> None:
    try:
        (await session.get("/")).raise_for_status()  # want OWN401
    except aiohttp.ClientError as error:
        if error.status == 404:
            logger.warning("no order %s", order_id)
        else:
            logger.error("bad order %s", order_id)


class QuotaExhausted(Exception):
    pass


async def of_which_the_name_says_what_it_is(client: httpx.AsyncClient) -> None:
    try:
        await client.post("/")
    except httpx.HTTPError as error:
        raise QuotaExhausted from error


async def tells_of_it(client: httpx.AsyncClient) -> None:
    try:
        await of_which_the_name_says_what_it_is(client)
    except QuotaExhausted:
        logger.warning("no quota left")


class Watcher:
    """What was caught is kept in an attribute, and that is logged."""

    last_error = ""

    async def look(self, client: httpx.AsyncClient) -> None:
        try:
            await client.get("/")
        except httpx.HTTPError as error:
            self.last_error = f"not seen: {error}"
            logger.error(self.last_error)

    async def look_again(self, client: httpx.AsyncClient) -> None:
        try:
            await client.get("/")  # want OWN401
        except httpx.HTTPError as error:
            self.last_error = f"not seen: {error}"
            logger.error("not seen again")


async def a_text_that_is_made_says_which(session: aiohttp.ClientSession, order_id: str) -> None:
    try:
        (await session.get("/")).raise_for_status()
    except aiohttp.ClientError as error:
        if f"order {order_id} not found" in error.message:
            logger.warning("no order %s", order_id)
