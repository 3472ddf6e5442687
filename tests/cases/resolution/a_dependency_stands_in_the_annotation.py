from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Depends
from redis.asyncio import Redis

router = APIRouter()


async def http_client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as client:  # no site
        yield client


def get_cache() -> Redis:
    return Redis()


@router.get("/proxy")
async def proxy(client: Annotated[httpx.AsyncClient, Depends(http_client)]) -> dict:
    response = await client.get("https://upstream")  # want OWN101  # site api=httpx.AsyncClient.get evidence=annotation
    return response.json()


@router.get("/cached")
async def cached(cache: Annotated[Any, Depends(get_cache)]) -> bytes:
    return await cache.get("page")  # want OWN101  # site api=redis.asyncio.Redis.get
