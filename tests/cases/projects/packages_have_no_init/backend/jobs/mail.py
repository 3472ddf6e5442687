from backend.core import clients
from backend.core.base import Worker


class MailWorker(Worker):
    async def run(self) -> None:
        await super().run()  # no site
        await self.cache.lpop("mails")  # want OWN101  # site api=redis.asyncio.Redis.lpop evidence=cross-file
        await clients.cache.get("sender")  # want OWN101  # site api=redis.asyncio.Redis.get evidence=cross-file
