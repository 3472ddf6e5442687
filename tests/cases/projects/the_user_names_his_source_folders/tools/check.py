from sdk import Sdk
from shop.clients import client


async def check(sdk: Sdk) -> None:
    await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file
    await sdk.get("/")  # no site
