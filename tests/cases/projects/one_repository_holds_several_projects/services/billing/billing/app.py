from common.http import Gateway, make_client

from billing.settings import redis

client = make_client()
gateway = Gateway()


async def charge(order_id: str) -> None:
    await client.post(f"/charges/{order_id}")  # want OWN101  # site api=httpx.AsyncClient.post evidence=cross-file
    await gateway.get(order_id)  # no site
    await redis.get(order_id)  # want OWN101  # site api=redis.asyncio.Redis.get evidence=cross-file
