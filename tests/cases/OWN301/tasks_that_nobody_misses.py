import asyncio
import signal

import httpx

loop = asyncio.get_event_loop()


class Link:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def close(self) -> None:
        await self.client.post("/goodbye")  # want OWN101

    async def close_account(self, account_id: str) -> None:
        await self.client.delete(f"/accounts/{account_id}")

    async def send(self) -> None:
        await self.client.post("/hello")  # want OWN101

    def closed(self) -> None:
        # What it runs only brings something to its end.
        asyncio.ensure_future(self.close())
        asyncio.ensure_future(self.close_account("7"))  # want OWN301

    def expired(self) -> None:
        # The timer sends it again, whatever became of it.
        asyncio.ensure_future(self.send())
        self.timer = loop.call_later(5, self.expired)

    def expired_and_kept(self) -> None:
        # asyncio says nothing of a task that is kept, and a timer for something else repeats nothing.
        self.task = asyncio.ensure_future(self.send())  # want OWN301
        self.timer = loop.call_later(5, self.expired_and_kept)

    def expired_once(self) -> None:
        asyncio.ensure_future(self.send())  # want OWN301
        self.timer = loop.call_later(5, self.expired)

    def ended(self) -> None:
        asyncio.ensure_future(self.send())

    def reloaded(self) -> None:
        asyncio.ensure_future(self.send())  # want OWN301

    def listen(self, page: object) -> None:
        loop.add_signal_handler(signal.SIGTERM, self.ended)
        loop.add_signal_handler(signal.SIGINT, lambda: asyncio.ensure_future(self.send()))
        loop.add_signal_handler(signal.SIGHUP, self.reloaded)
        loop.add_signal_handler(signal.SIGUSR1, lambda: asyncio.ensure_future(self.send()))  # want OWN301
        # An emitter asks the tasks that its listeners give, and a database does not.
        page.on("close", lambda _: asyncio.ensure_future(self.send()))
        page.add_listener("orders", lambda *_: asyncio.ensure_future(self.send()))  # want OWN301
