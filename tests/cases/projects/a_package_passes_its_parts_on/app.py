import gateways
from gateways import HttpGateway, cached, client, make_client


async def work(gateway: HttpGateway) -> None:
    await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file
    await gateways.client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file
    await make_client().get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file
    await cached.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=cross-file
    await gateway.get("/")  # no site
    await gateway.client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file
    await gateways.HttpGateway().get("/")  # no site
