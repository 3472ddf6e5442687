import asyncio
import itertools
import logging
import time
from collections.abc import Iterator

import httpx

logger = logging.getLogger(__name__)


async def counted(client: httpx.AsyncClient) -> str:
    attempts = 0
    while attempts < 3:
        try:
            return (await client.get("/")).text  # site verdict=owned
        except httpx.HTTPError:
            logger.exception("failed")
            attempts += 1
    return ""


async def raised_after_the_last(client: httpx.AsyncClient) -> str:
    for attempt in itertools.count():
        try:
            return (await client.get("/")).text
        except httpx.HTTPError:
            logger.exception("failed")
            if attempt > 3:
                raise
    return ""


async def for_a_number_of_times(client: httpx.AsyncClient) -> str:
    for _ in range(3):
        try:
            return (await client.get("/")).text
        except httpx.HTTPError:
            logger.exception("failed")
    return ""


async def the_inner_loop_ends(client: httpx.AsyncClient) -> str:
    while True:
        for url in ("/a", "/b"):
            try:
                return (await client.get(url)).text
            except httpx.HTTPError:
                logger.exception("failed")


async def given_up_after_the_try(client: httpx.AsyncClient, attempts: int) -> str:
    while True:
        try:
            return (await client.get("/")).text
        except httpx.HTTPError:
            logger.exception("failed")
        attempts -= 1
        if not attempts:
            return ""


async def given_up_before_the_try(client: httpx.AsyncClient, until: float) -> str:
    while True:
        if time.monotonic() > until:
            raise TimeoutError
        try:
            return (await client.get("/")).text
        except httpx.HTTPError:
            logger.exception("failed")


async def given_up_at_its_start(client: httpx.AsyncClient, attempts: int) -> str:
    while True:
        try:
            attempts -= 1
            if not attempts:
                break
            return (await client.get("/")).text
        except httpx.HTTPError:
            logger.exception("failed")
    return ""


async def until_time_is_up(client: httpx.AsyncClient, until: float) -> str:
    while time.monotonic() < until:
        try:
            return (await client.get("/")).text
        except httpx.HTTPError:
            logger.exception("failed")
    return ""


async def as_long_as_the_timeout_lets_it(client: httpx.AsyncClient) -> str:
    async with asyncio.timeout(60):
        while True:
            try:
                return (await client.get("/")).text
            except httpx.HTTPError:
                logger.exception("failed")


async def until_the_pauses_run_out(client: httpx.AsyncClient, pauses: Iterator[float]) -> str:
    while True:
        try:
            return (await client.get("/")).text
        except httpx.HTTPError:
            logger.exception("failed")
            await asyncio.sleep(next(pauses))


class Policy:
    def __init__(self) -> None:
        self.left = 3

    def take(self) -> None:
        self.left -= 1
        if not self.left:
            raise TimeoutError


async def a_policy_of_the_project_raises(client: httpx.AsyncClient, policy: Policy) -> str:
    while True:
        try:
            return (await client.get("/")).text
        except httpx.HTTPError:
            logger.exception("failed")
            policy.take()


async def a_policy_from_elsewhere_may_raise(client: httpx.AsyncClient, policy) -> str:
    while True:
        try:
            return (await client.get("/")).text
        except httpx.HTTPError:
            logger.exception("failed")
            policy.next_attempt()


async def what_it_waits_for_may_fail(client: httpx.AsyncClient) -> str:
    while True:
        try:
            return (await client.get("/")).text
        except httpx.HTTPError:
            logger.exception("failed")
        await client.get("/login")  # want OWN101


async def others_may_stop_it(client: httpx.AsyncClient, stopped: asyncio.Event) -> str:
    while not stopped.is_set():
        try:
            return (await client.get("/")).text
        except httpx.HTTPError:
            logger.exception("failed")
    return ""


async def the_handler_ends_it_too(client: httpx.AsyncClient) -> None:
    done = False
    while not done:
        try:
            await client.get("/")
            done = True
        except httpx.HTTPError:
            logger.exception("failed")
            done = time.monotonic() > 1_000


async def another_function_ends_it_too(client: httpx.AsyncClient) -> None:
    done = False

    def stop() -> None:
        nonlocal done
        done = True

    asyncio.get_running_loop().call_later(60, stop)
    while not done:
        try:
            await client.get("/")
            done = True
        except httpx.HTTPError:
            logger.exception("failed")


async def other_failures_end_it(client: httpx.AsyncClient) -> str:
    while True:
        try:
            return (await client.get("/")).text  # want OWN101
        except httpx.ReadTimeout:
            logger.exception("failed")


async def a_stop_stands_after_a_function_inside(client: httpx.AsyncClient, attempts: int) -> str:
    while True:
        try:
            return (await client.get("/")).text
        except httpx.HTTPError:
            logger.exception("failed")

        def left() -> bool:
            return attempts > 0

        attempts -= 1
        if not left():
            break
    return ""


async def lines_that_it_reads_may_fail(client: httpx.AsyncClient, lines) -> str:
    while True:
        try:
            return (await client.get("/")).text
        except httpx.HTTPError:
            logger.exception("failed")
            async for line in lines:
                logger.info(line)


async def the_handler_of_what_goes_on_ends_it_too(client: httpx.AsyncClient) -> None:
    done = False
    while not done:
        try:
            await client.get("/")
        except httpx.HTTPError:
            logger.exception("failed")
            done = time.monotonic() > 1_000
        else:
            done = True


async def it_is_done_with_the_next_round(client: httpx.AsyncClient) -> None:
    done = False
    while not done:
        done = time.monotonic() > 1_000
        try:
            await client.get("/")
            done = True
        except httpx.HTTPError:
            logger.exception("failed")


async def a_stop_stands_before_a_function_inside(client: httpx.AsyncClient, attempts: int) -> str:
    while True:
        attempts -= 1
        if not attempts:
            break

        def left() -> bool:
            return attempts > 0

        try:
            return (await client.get("/")).text
        except httpx.HTTPError:
            logger.exception("failed, %s", left())
    return ""
