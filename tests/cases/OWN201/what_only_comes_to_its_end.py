import contextlib

import httpx


class Shop:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def shutdown(self) -> None:
        with contextlib.suppress(Exception):
            await self.client.post("/bye")  # site verdict=silenced
        try:
            await self.client.post("/gone")  # site verdict=silenced
        except httpx.HTTPError:
            pass

    async def leave(self) -> None:
        try:
            await self.client.post("/bye")  # want OWN202
        except httpx.HTTPError:
            pass


async def unsubscribe(client: httpx.AsyncClient, user_id: str) -> None:
    try:
        await client.delete(f"/letters/{user_id}")  # want OWN202
    except httpx.HTTPError:
        pass


async def kept_in_a_variable_around(client: httpx.AsyncClient) -> None:
    failed: Exception | None = None

    async def ask() -> None:
        nonlocal failed
        try:
            await client.get("/")  # site verdict=carried
        except httpx.HTTPError as error:
            failed = error

    await ask()
    if failed is not None:
        raise failed


class Listener:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def stop(self) -> None:
        (await self.client.post("/bye")).raise_for_status()

    async def unsubscribe(self, user_id: str) -> None:
        (await self.client.post(f"/bye/{user_id}")).raise_for_status()


async def around_an_end(listener: Listener) -> None:
    try:
        await listener.stop()
    except httpx.HTTPError:
        pass


async def around_more_than_that(listener: Listener, client: httpx.AsyncClient) -> None:
    try:
        await listener.stop()
        await client.get("/")  # want OWN202
    except httpx.HTTPError:
        pass


async def around_the_end_of_one_case(listener: Listener, user_id: str) -> None:
    try:
        await listener.unsubscribe(user_id)  # want OWN202
    except httpx.HTTPError:
        pass


async def cleanup_files(client: httpx.AsyncClient) -> None:
    try:
        (await client.delete("/files")).raise_for_status()  # site verdict=silenced
    except httpx.HTTPError:
        return


async def cleanup_files_of(client: httpx.AsyncClient, user_id: str) -> None:
    try:
        (await client.delete(f"/files/{user_id}")).raise_for_status()  # want OWN201
    except httpx.HTTPError:
        return
