from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from app.service import Service


class Context:
    cache: Redis
    service: Service
