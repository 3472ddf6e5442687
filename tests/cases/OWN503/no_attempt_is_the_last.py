import asyncio
import contextlib
import itertools
import logging
import random

import aiohttp
import httpx

logger = logging.getLogger(__name__)


async def falls_to_the_end(client: httpx.AsyncClient) -> str:
    while True:
        try:
            response = await client.get("/")  # want OWN503
            return response.text
        except httpx.HTTPError:
            logger.exception("failed")


async def goes_round_by_continue(client: httpx.AsyncClient) -> str:
    while 1:
        try:
            response = await client.get("/")  # want OWN503
        except Exception:
            logger.exception("failed")
            await asyncio.sleep(random.uniform(1, 2))
            continue
        return response.text


async def breaks(client: httpx.AsyncClient) -> None:
    delay = 1.0
    while True:
        try:
            await client.get("/")  # want OWN503
            break
        except httpx.HTTPError:
            logger.exception("failed")
        delay = min(delay * 2, 60)
        await asyncio.sleep(delay)


async def leaves_in_the_else(client: httpx.AsyncClient) -> None:
    while True:
        try:
            await client.get("/")  # want OWN503
        except httpx.HTTPError:
            logger.exception("failed")
        else:
            return


async def says_nothing(client: httpx.AsyncClient) -> str:
    while True:
        try:
            return (await client.get("/")).text  # want OWN201, OWN503
        except httpx.HTTPError:
            pass


async def is_told_once_of_a_handler(client: httpx.AsyncClient) -> str:
    while True:
        try:
            await client.get("/login")  # want OWN503
            return (await client.get("/")).text
        except httpx.HTTPError:
            logger.exception("failed")


async def inside_a_with(session: aiohttp.ClientSession) -> str:
    while True:
        try:
            async with session.get("/") as response:  # want OWN503
                return await response.text()
        except aiohttp.ClientError:
            logger.exception("failed")
            await asyncio.sleep(1)


async def only_with_the_right_answer(client: httpx.AsyncClient) -> httpx.Response:
    while True:
        try:
            response = await client.get("/")  # want OWN503
            if response.status_code == 200:
                return response
        except httpx.HTTPError:
            logger.exception("failed")
        await asyncio.sleep(1)


async def until_there_is_an_answer(client: httpx.AsyncClient) -> str:
    response = None
    while response is None:
        try:
            response = await client.get("/")  # want OWN503
        except httpx.HTTPError:
            logger.exception("failed")
    return response.text


async def until_it_is_done(client: httpx.AsyncClient) -> None:
    done = False
    while not done:
        try:
            await client.get("/")  # want OWN503
        except httpx.HTTPError:
            logger.exception("failed")
            continue
        done = True


async def counts_for_ever(client: httpx.AsyncClient) -> str:
    for attempt in itertools.count(1):
        try:
            return (await client.get("/")).text  # want OWN503
        except httpx.HTTPError:
            logger.exception("attempt %s failed", attempt)
    return ""


async def cancelling_is_another_way_out(client: httpx.AsyncClient) -> str:
    while True:
        try:
            return (await client.get("/")).text  # want OWN503
        except asyncio.CancelledError:
            raise
        except Exception:
            logger.exception("failed")


async def raises_where_it_has_gone_well(client: httpx.AsyncClient) -> str:
    while True:
        try:
            response = await client.get("/")  # want OWN503
            if response.status_code == 404:
                raise KeyError("/")
            return response.text
        except httpx.HTTPError:
            logger.exception("failed")


async def tidies_up_before_the_next(client: httpx.AsyncClient) -> str:
    while True:
        try:
            return (await client.get("/")).text  # want OWN503
        except httpx.HTTPError:
            logger.exception("failed")
            try:
                await client.aclose()
            except httpx.HTTPError:
                logger.exception("not closed")
            for _ in range(3):
                if random.random() < 0.5:
                    break


async def a_bound_inside_bounds_one_attempt(client: httpx.AsyncClient) -> str:
    while True:
        try:
            async with asyncio.timeout(1):
                return (await client.get("/")).text  # want OWN503
        except Exception:
            logger.exception("failed")


async def fetched(client: httpx.AsyncClient) -> str:
    return (await client.get("/")).text


async def around_a_function_of_the_project(client: httpx.AsyncClient) -> str:
    while True:
        try:
            return await fetched(client)  # want OWN503
        except httpx.HTTPError:
            logger.exception("failed")


async def paused(seconds: float) -> None:
    await asyncio.sleep(seconds)


async def a_function_of_the_project_waits(client: httpx.AsyncClient) -> str:
    while True:
        with contextlib.nullcontext():
            try:
                return (await client.get("/")).text  # want OWN503
            except httpx.HTTPError:
                logger.exception("failed")
                await paused(1)


async def sleeps_where_the_answer_is_the_wrong_one(client: httpx.AsyncClient) -> httpx.Response:
    while True:
        try:
            response = await client.get("/")  # want OWN503
            if response.status_code == 200:
                return response
            await asyncio.sleep(1)
        except httpx.HTTPError:
            logger.exception("failed")


async def sets_it_inside_a_with(session: aiohttp.ClientSession) -> str:
    text = None
    while text is None:
        try:
            async with session.get("/") as response:  # want OWN503
                text = await response.text()
        except aiohttp.ClientError:
            logger.exception("failed")
    return text


async def tidies_up_with_all_of_them(client: httpx.AsyncClient) -> str:
    while True:
        try:
            return (await client.get("/")).text  # want OWN503
        except httpx.HTTPError:
            logger.exception("failed")
            try:
                async for line in open_lines():
                    logger.info(line)
            except httpx.HTTPError:
                logger.exception("no lines")


async def open_lines():
    yield "line"


async def what_is_not_known_and_named_after_nothing(client: httpx.AsyncClient, policy) -> str:
    while True:
        try:
            return (await client.get("/")).text  # want OWN503
        except httpx.HTTPError:
            logger.exception("failed")
            policy.note()


async def what_a_function_inside_does_is_done_elsewhere(client: httpx.AsyncClient) -> str:
    while True:

        def check(text: str) -> str:
            if not text:
                raise ValueError
            return text

        try:
            return check((await client.get("/")).text)  # want OWN503
        except httpx.HTTPError:
            logger.exception("failed")


async def something_else_stands_around_the_loop(client: httpx.AsyncClient) -> str:
    with contextlib.nullcontext():
        while True:
            try:
                return (await client.get("/")).text  # want OWN503
            except httpx.HTTPError:
                logger.exception("failed")
