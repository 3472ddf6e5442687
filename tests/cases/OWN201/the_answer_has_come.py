import aiohttp
import redis.asyncio as redis


async def reads_what_has_come(session: aiohttp.ClientSession) -> dict[str, str]:
    response = await session.post("/scale")  # want OWN101
    response.raise_for_status()
    try:
        found = await response.json()  # site verdict=silenced
    except Exception:
        found = {}
    return found


async def asks_as_well(session: aiohttp.ClientSession) -> dict[str, str]:
    try:
        response = await session.post("/scale")  # want OWN201
        found = await response.json()  # want OWN201
    except Exception:
        found = {}
    return found


async def only_pings(client: redis.Redis) -> bool:
    try:
        await client.ping()  # site verdict=silenced
    except Exception:
        return False
    return True


async def asks_for_more(client: redis.Redis) -> bool:
    try:
        await client.delete("orders")  # want OWN201
    except Exception:
        return False
    return True
