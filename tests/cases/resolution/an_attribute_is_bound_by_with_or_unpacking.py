import asyncio

import httpx


class Link:
    async def open(self, host: str) -> None:
        self.reader, self.writer = await asyncio.open_connection(host, 25)  # want OWN101
        async with httpx.AsyncClient() as self.client:  # no site
            await self.client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=attribute

    async def read(self) -> bytes:
        await self.writer.drain()  # want OWN101  # site api=asyncio.StreamWriter.drain evidence=attribute
        return await self.reader.readline()  # want OWN101  # site api=asyncio.StreamReader.readline evidence=attribute
