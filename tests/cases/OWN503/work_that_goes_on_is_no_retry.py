import asyncio
import logging

import httpx

logger = logging.getLogger(__name__)


async def the_next_message(client: httpx.AsyncClient, queue: asyncio.Queue[str]) -> None:
    while True:
        message = await queue.get()
        try:
            await client.post("/", content=message)  # site verdict=owned
        except httpx.HTTPError:
            logger.exception("failed: %s", message)


async def the_next_message_until_one_is_taken(client: httpx.AsyncClient, queue: asyncio.Queue[str]) -> None:
    while True:
        message = await queue.get()
        try:
            await client.post("/", content=message)
            return
        except httpx.HTTPError:
            logger.exception("failed: %s", message)


async def again_and_again(client: httpx.AsyncClient) -> None:
    while True:
        try:
            await client.get("/")
        except httpx.HTTPError:
            logger.exception("failed")
        await asyncio.sleep(60)


async def a_worker_that_is_told_to_stop(client: httpx.AsyncClient) -> str:
    while True:
        try:
            order = await client.get("/next")
            if order.text == "stop":
                return order.text
            await client.post("/done", content=order.text)
        except httpx.HTTPError:
            logger.exception("failed")


async def a_worker_that_stops_itself(client: httpx.AsyncClient) -> None:
    running = True
    while running:
        try:
            order = await client.get("/next")
            if order.text == "stop":
                running = False
        except httpx.HTTPError:
            logger.exception("failed")


async def a_poll_under_a_condition(client: httpx.AsyncClient) -> None:
    while True:
        try:
            order = await client.get("/next")
            if order.text == "stop":
                break
        except httpx.HTTPError:
            logger.exception("failed")


async def a_poll_that_only_returns(client: httpx.AsyncClient) -> None:
    while True:
        try:
            order = await client.get("/next")
            if order.text == "stop":
                return
        except httpx.HTTPError:
            logger.exception("failed")


async def a_poll_that_says_that_it_has_stopped(client: httpx.AsyncClient) -> bool:
    while True:
        try:
            order = await client.get("/next")
            if order.text == "stop":
                return True
        except httpx.HTTPError:
            logger.exception("failed")


async def a_worker_that_goes_on_by_continue(client: httpx.AsyncClient) -> None:
    while True:
        try:
            order = await client.get("/next")
        except httpx.HTTPError:
            logger.exception("failed")
            continue
        logger.info(order.text)
