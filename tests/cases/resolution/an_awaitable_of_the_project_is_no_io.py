import asyncio
from collections.abc import Awaitable, Callable, Coroutine


class Step:
    def __await__(self):
        yield

    async def __aenter__(self) -> "Step":
        return self

    async def __aexit__(self, *error) -> None:
        pass

    def __aiter__(self):
        return self

    async def __anext__(self) -> int:
        raise StopAsyncIteration


async def work(step: Step, handler: Callable[[str], Awaitable[None]], later: Coroutine[None, None, str]) -> None:
    await step  # no site
    async with step as entered:  # no site
        async for number in entered:  # no site
            print(number)
    await handler("text")  # no site
    await later  # no site
    future = asyncio.get_running_loop().create_future()
    await future  # no site
