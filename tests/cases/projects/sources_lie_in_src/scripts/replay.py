import asyncio

from courier import clients
from courier.service import deliver


async def main() -> None:
    await deliver("one")  # no site
    await clients.client.get("/parcels")  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file


asyncio.run(main())
