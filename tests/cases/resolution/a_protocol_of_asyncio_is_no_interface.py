import typing as t
from asyncio import Protocol

import httpx


class Connection(Protocol):
    async def send(self) -> None:
        pass


class Sender(t.Protocol):
    async def deliver(self) -> None: ...


async def use(connection: Connection, sender: Sender) -> None:
    await connection.send()  # no site
    await sender.deliver()  # site certainty=assumed # want OWN101


async def call(client: httpx.AsyncClient) -> None:
    await client.get("/")  # want OWN101
