from aiohttp import ClientSession

import httpx
import redis


async def work(client: httpx.AsyncClient, cache: redis.Redis, session: ClientSession) -> None:
    await client.get("/")  # no site
    await cache.get("key")  # no site
    await (await redis.connect()).get("key")  # no site
    await session.get("/")  # want OWN101  # site api=aiohttp.ClientSession.get
