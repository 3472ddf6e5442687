from infra import Caches, connect_cache, session_scope


async def work(caches: Caches) -> None:
    cache = await connect_cache()  # no site
    await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=cross-file
    cache = await caches.get("eu")  # no site
    await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=cross-file
    async with session_scope() as session:  # no site
        await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit evidence=cross-file
