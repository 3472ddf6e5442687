import httpx

from bot import users
from bot.users import greet

client = httpx.AsyncClient()
alias = users.mirror if hasattr(users, "mirror") else None


async def latest(name: str) -> None:
    await client.get(name)  # want OWN101  # site api=httpx.AsyncClient.get evidence=constructor
    await users.cache.get(name)  # want OWN101  # site api=redis.asyncio.Redis.get evidence=cross-file
    await greet(name)  # no site
