import aiofiles
import httpx
import redis.asyncio as redis


async def rate(cache: redis.Redis, client: httpx.AsyncClient) -> str:
    try:
        known = await cache.get("rate")  # site verdict=silenced
    except Exception:
        known = None
    return known or (await client.get("/rate")).raise_for_status().text  # want OWN101


async def save_to_cache(path: str, text: str) -> None:
    try:
        async with aiofiles.open(path, "w") as file:
            await file.write(text)  # site verdict=silenced
    except OSError:
        pass


# What was to go from it is still there.
async def forget(cache: redis.Redis, user_id: str) -> None:
    try:
        await cache.delete(user_id)  # want OWN201
    except Exception:
        pass


async def both(cache: redis.Redis, store: redis.Redis, user_id: str) -> None:
    try:
        await store.set("user", user_id)  # want OWN201
        await cache.set("user", user_id)  # want OWN201
    except Exception:
        pass
