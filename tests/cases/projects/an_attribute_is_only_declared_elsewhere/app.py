from container import Container, container, get_container


async def work(given: Container) -> None:
    await container.http.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file
    await container.mailer.send("hi")  # no site
    await get_container().redis.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=cross-file
    await given.client().get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file
    redis = given.redis
    await redis.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=cross-file
