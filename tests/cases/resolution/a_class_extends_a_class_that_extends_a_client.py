import asyncio

from aiohttp import ClientSession


class BaseSession(ClientSession):
    async def ping(self) -> None:
        async with self.head("/") as response:  # want OWN101  # site api=aiohttp.ClientSession.head
            response.raise_for_status()


class Partner(BaseSession):
    async def ping(self) -> None:
        await super().ping()  # no site

    async def orders(self) -> list:
        async with self.get("/orders") as response:  # want OWN101  # site api=aiohttp.ClientSession.get
            return await response.json()  # want OWN101  # site api=aiohttp.ClientResponse.json


class Jobs(asyncio.Queue):
    async def get(self) -> str:
        return await super().get()  # no site

    async def next(self) -> str:
        return await self.get()  # no site
