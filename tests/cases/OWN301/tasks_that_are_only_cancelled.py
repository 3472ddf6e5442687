import asyncio

import httpx


class Cancels:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.tasks: list[asyncio.Task[None]] = []
        self.named: dict[str, asyncio.Task[None]] = {}

    async def poll_forever(self) -> None:
        (await self.client.get("/")).raise_for_status()

    def append(self) -> None:
        self.tasks.append(asyncio.create_task(self.poll_forever()))  # want OWN301

    def extend(self) -> None:
        self.tasks += [asyncio.create_task(self.poll_forever())]  # want OWN301

    def name(self) -> None:
        self.named["x"] = asyncio.create_task(self.poll_forever())  # want OWN301

    def hold(self) -> None:
        self.one = asyncio.create_task(self.poll_forever())  # want OWN301

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        self.named["x"].cancel()
        self.one.cancel()
        await asyncio.gather(self.one, return_exceptions=True)


class Asks:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.tasks: list[asyncio.Task[None]] = []

    async def poll_forever(self) -> None:
        (await self.client.get("/")).raise_for_status()  # want OWN101

    def append(self) -> None:
        self.tasks.append(asyncio.create_task(self.poll_forever()))

    async def join(self) -> None:
        for task in self.tasks:
            await task
