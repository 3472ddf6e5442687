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


async def keep_awhile(store: redis.Redis, user_id: str, text: str) -> None:
    try:
        await store.set(user_id, text, ex=60)  # site verdict=silenced
    except Exception:
        pass


async def keep(store: redis.Redis, user_id: str, text: str) -> None:
    try:
        await store.set(user_id, text)  # want OWN201
    except Exception:
        pass


async def take(store: redis.Redis, user_id: str) -> None:
    try:
        await store.set(user_id, "mine", nx=True, ex=60)  # want OWN201
    except Exception:
        pass


async def ask_what_is_kept_awhile(store: redis.Redis, client: httpx.AsyncClient) -> str:
    text = None
    try:
        text = await store.get("rate")  # site verdict=silenced
    except Exception:
        pass
    if text is None:
        text = (await client.get("/rate")).raise_for_status().text  # want OWN101
        await store.setex("rate", 60, text)  # want OWN101
    return text


async def ask_or_answer_nothing(store: redis.Redis, user_id: str) -> str | None:
    try:
        text = await store.get(user_id)  # want OWN201
        await store.setex(user_id, 60, text)  # want OWN201
        return text
    except Exception:
        return None


async def take_next(store: redis.Redis) -> None:
    try:
        await store.blpop("jobs", timeout=5)  # want OWN201
    except Exception:
        pass


async def put_and_push(store: redis.Redis, job: str) -> None:
    await store.set("last", job, ex=60)  # want OWN101
    try:
        await store.rpush("jobs", job)  # want OWN201
    except Exception:
        pass
