import asyncio

import httpx
from redis.asyncio import Redis

Client = httpx.AsyncClient
MaybeCache = Redis | None
Jobs = asyncio.Queue


class Deps:
    def __init__(self, client: Client, cache: MaybeCache) -> None:
        self.client, self.cache = client, cache
