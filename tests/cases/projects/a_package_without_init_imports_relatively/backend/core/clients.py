from redis.asyncio import Redis

cache = Redis()


class Orders:
    async def get(self, key: str) -> str:
        return key


orders = Orders()
