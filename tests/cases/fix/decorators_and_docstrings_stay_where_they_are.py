"""A module."""

from __future__ import annotations

import functools

import redis.asyncio as redis


@functools.cache
def client() -> redis.Redis:
    return redis.Redis()


class Cache:
    """A cache."""

    @staticmethod
    async def drop_key(key: str) -> None:
        """Drops a key."""

        await client().delete(key)  # want OWN101
