import httpx
from redis.asyncio import Redis

billing = httpx.AsyncClient(base_url="https://billing")
cache = Redis()


class Stock:
    async def get(self, item: str) -> int:
        return len(item)


stock = Stock()
