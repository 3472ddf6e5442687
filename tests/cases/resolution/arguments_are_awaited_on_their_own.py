import httpx
from redis.asyncio import Redis


class Mailer:
    async def send(self, text: str) -> None:
        print(text)


async def work(client: httpx.AsyncClient, cache: Redis, mailer: Mailer) -> str:
    await mailer.send((await client.get("/text")).text)  # want OWN101  # site api=httpx.AsyncClient.get call=client.get
    await cache.set("page", (await client.get("/page")).text)  # want OWN101, OWN101  # site api=redis.asyncio.Redis.set
    if await cache.exists("page") and not await cache.get("stale"):  # want OWN101, OWN101  # site library=redis
        return f"{await cache.get('page')}"  # want OWN101  # site api=redis.asyncio.Redis.get
    return (await cache.get("page")) or (await client.get("/page")).text  # want OWN101, OWN101
