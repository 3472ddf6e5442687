import httpx
import redis.asyncio as redis


class Settings:
    async def get(self, name: str) -> str:
        return name


async def hidden(path: str) -> None:
    redis = Settings()
    await redis.get("name")  # no site
    httpx = Settings()
    await httpx.get(path)  # no site


async def by_parameter(redis: Settings, httpx: Settings) -> None:
    await redis.get("name")  # no site
    await httpx.get("name")  # no site


async def not_hidden() -> None:
    cache = redis.Redis()
    await cache.get("name")  # want OWN101  # site api=redis.asyncio.Redis.get
    async with httpx.AsyncClient() as client:  # no site
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
