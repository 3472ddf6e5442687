from backend.core.clients import cache


class Worker:
    def __init__(self) -> None:
        self.cache = cache

    async def run(self) -> None:
        await self.cache.incr("runs")  # want OWN101  # site api=redis.asyncio.Redis.incr
