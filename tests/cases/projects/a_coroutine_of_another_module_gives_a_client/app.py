from infra import connect_cache, connect_http, later


async def work() -> None:
    cache = await connect_cache()  # no site
    await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    client = await connect_http()  # no site
    await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file
    await later("/")  # no site
