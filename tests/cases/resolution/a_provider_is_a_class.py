from typing import Annotated

from fastapi import APIRouter, Depends
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession


def get_session() -> AsyncSession:
    return AsyncSession()


class UserStore:
    def __init__(self, session: AsyncSession = Depends(get_session)) -> None:
        self.session = session

    async def find(self, name: str):
        return await self.session.scalar(name)  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.scalar evidence=attribute


class Cache:
    def __init__(self) -> None:
        self.redis = Redis()


router = APIRouter()


@router.get("/users/{name}")
async def user(name: str, users: Annotated[UserStore, Depends()], cache: Cache = Depends(Cache)) -> None:
    await users.find(name)  # no site
    await cache.redis.incr(name)  # want OWN101  # site api=redis.asyncio.Redis.incr


@router.get("/names/{name}")
async def named(name: str, cache=Depends(Cache), users=Depends(UserStore)) -> None:
    await users.find(name)  # no site
    await cache.redis.incr(name)  # want OWN101  # site api=redis.asyncio.Redis.incr
