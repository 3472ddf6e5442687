from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.context import Context


class Service:
    def __init__(self, context: Context) -> None:
        self.context = context

    async def run(self, key: str) -> None:
        await self.context.cache.get(key)  # want OWN101  # site api=redis.asyncio.Redis.get evidence=cross-file
        await self.context.service.run(key)  # no site
