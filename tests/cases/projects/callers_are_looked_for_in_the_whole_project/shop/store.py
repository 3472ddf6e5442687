import asyncio

import httpx

__all__ = ["exported"]


async def guarded_by_all(client: httpx.AsyncClient) -> None:
    await client.post("/")  # site verdict=visible # want OWN501


async def guarded_by_one(client: httpx.AsyncClient) -> None:
    await client.post("/")  # want OWN101, OWN501


async def handed_about(client: httpx.AsyncClient) -> None:
    await client.post("/")  # want OWN101, OWN501


async def exported(client: httpx.AsyncClient) -> None:
    await client.post("/")  # want OWN101, OWN501


async def called_by_another_name(client: httpx.AsyncClient) -> None:
    await client.post("/")  # want OWN101, OWN501


async def called_by_nobody(client: httpx.AsyncClient) -> None:
    await client.post("/")  # want OWN101, OWN501


async def started(client: httpx.AsyncClient) -> None:
    await client.post("/")  # want OWN501


class Store:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def loaded(self) -> None:
        await self.client.post("/")  # site verdict=visible # want OWN501


class Plugin(asyncio.Protocol):
    async def called_by_the_framework(self, client: httpx.AsyncClient) -> None:
        await client.post("/")  # want OWN101, OWN501
