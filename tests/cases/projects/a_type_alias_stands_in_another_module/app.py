from types_ import Client, Deps, Jobs, MaybeCache


async def work(client: Client, cache: MaybeCache, jobs: Jobs, deps: Deps) -> None:
    await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    await jobs.get()  # no site
    await deps.client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file
    await deps.cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=cross-file
