"""A loop that asks again until the answer is the right one has no failure to report; one that tries again has."""

import asyncio
import time

import httpx


async def is_ready(client: httpx.AsyncClient, timeout: float) -> bool:
    start = time.monotonic()
    while time.monotonic() - start < timeout:
        try:
            response = await client.get("/alive")
            if response.status_code == 200:
                return True
        except Exception:
            pass
        await asyncio.sleep(1)
    return False


async def for_some_rounds(client: httpx.AsyncClient) -> None:
    for _ in range(10):
        try:
            if (await client.get("/alive")).is_success:
                break
        except httpx.HTTPError:
            pass
        await asyncio.sleep(1)


async def for_ever(client: httpx.AsyncClient) -> None:
    while True:
        try:
            if (await client.get("/alive")).is_success:  # want OWN201
                break
        except httpx.HTTPError:
            pass
        await asyncio.sleep(1)


async def tried_again(client: httpx.AsyncClient, order: str) -> bool:
    for attempt in range(3):
        try:
            (await client.post("/orders", content=order)).raise_for_status()  # want OWN201
            return True
        except httpx.HTTPError:
            await asyncio.sleep(attempt)
    return False


class Clock:
    async def sleep(self, seconds: int) -> None:
        print(seconds)

    async def rest(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def sleeps_by_a_function_of_the_project(client: httpx.AsyncClient, clock: Clock) -> None:
    for _ in range(10):
        try:
            await client.get("/health")
            return
        except httpx.HTTPError:
            pass
        await clock.rest(1)


async def what_is_called_so_and_does_not(client: httpx.AsyncClient, clock: Clock) -> None:
    for _ in range(10):
        try:
            await client.get("/health")  # want OWN201
            return
        except httpx.HTTPError:
            pass
        await clock.sleep(1)


async def waits_for_a_stop(client: httpx.AsyncClient, stopped: asyncio.Event) -> None:
    while not stopped.is_set():
        try:
            await client.get("/health")
            return
        except httpx.HTTPError:
            pass
        try:
            await asyncio.wait_for(stopped.wait(), timeout=1)
        except TimeoutError:
            pass
