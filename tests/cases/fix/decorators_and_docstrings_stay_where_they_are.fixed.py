"""A module."""

from __future__ import annotations

import functools
import logging

import redis.asyncio as redis

logger = logging.getLogger(__name__)


@functools.cache
def client() -> redis.Redis:
    return redis.Redis()


class Cache:
    """A cache."""

    @staticmethod
    async def drop_key(key: str) -> None:
        """Drops a key."""

        try:
            await client().delete(key)  # want OWN101
        except Exception:
            logger.exception("Failed to drop key %s", key)
            raise
