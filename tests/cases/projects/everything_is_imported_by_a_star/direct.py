from core import *


async def work() -> None:
    await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file
    await queue.get()  # no site
    await fetch("/")  # no site
