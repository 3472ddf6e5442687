import httpx
from redis.asyncio import Redis


def traced(client):
    client.traced = True
    return client


def first(clients: list):
    return clients[0]


async def work(cache: Redis) -> None:
    client = traced(httpx.AsyncClient())
    await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await traced(cache).get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
