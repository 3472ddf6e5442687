from helpers import *


async def work() -> None:
    await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file
    await fetch("/")  # no site
