import asyncio

import httpx

client = httpx.AsyncClient()
running: set[asyncio.Task[None]] = set()


async def work() -> None:
    (await client.get("/")).raise_for_status()  # want OWN101


class Runner:
    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()

    def until_it_is_done(self) -> None:
        self.main = self.loop.create_task(work())
        while not self.main.done():
            try:
                self.loop.run_until_complete(self.main)
            except KeyboardInterrupt:
                pass

    def through_another(self) -> None:
        first, second = self.loop.create_task(work()), self.loop.create_task(work())
        self.loop.run_until_complete(asyncio.wait_for(asyncio.gather(first, second), 5))

    def for_its_result(self) -> object:
        task = self.loop.create_task(work())
        answer = self.loop.run_until_complete(task)
        return answer

    def with_results_that_nobody_reads(self) -> None:
        tasks = [self.loop.create_task(work())]  # want OWN203
        self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))

    def another_one(self) -> None:
        self.main = self.loop.create_task(asyncio.sleep(1))
        self.other = self.loop.create_task(work())  # want OWN301
        self.loop.run_until_complete(self.main)


async def unpacked() -> None:
    first, second = asyncio.create_task(work()), asyncio.create_task(work())  # want OWN301
    await first


def of_the_module() -> None:
    running.add(asyncio.create_task(work()))


async def close() -> None:
    await asyncio.gather(*running)
