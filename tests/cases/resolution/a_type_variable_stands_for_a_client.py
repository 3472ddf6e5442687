from typing import Generic, TypeVar

import httpx
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession

T = TypeVar("T")
ClientT = TypeVar("ClientT", bound=httpx.AsyncClient)
ModelT = TypeVar("ModelT")


async def fetch(client: ClientT, path: str) -> ClientT:
    await client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
    return client


class Holder(Generic[T]):
    def __init__(self, held: T) -> None:
        self.held = held

    def get(self) -> T:
        return self.held


class CacheHolder(Holder[Redis]):
    async def warm(self) -> None:
        await self.held.set("warm", 1)  # want OWN101  # site api=redis.asyncio.Redis.set
        await self.get().set("warm", 1)  # want OWN101  # site api=redis.asyncio.Redis.set


async def held(client: Holder[httpx.AsyncClient], cache: Holder[Redis]) -> None:
    await client.get().get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await cache.get().get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    await cache.held.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get


class Repo(Generic[ModelT]):
    def __init__(self, session: AsyncSession, model: type[ModelT]) -> None:
        self.session = session
        self.model = model

    async def get(self, key: int) -> ModelT | None:
        return await self.session.get(self.model, key)  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.get evidence=attribute


class User:
    name: str


class UserRepo(Repo[User]):
    async def rename(self, key: int, name: str) -> None:
        user = await self.get(key)  # no site
        user.name = name
        await self.session.flush()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.flush evidence=attribute


async def work(users: Repo[User], session: AsyncSession) -> None:
    await users.get(1)  # no site
    await Repo(session, User).get(2)  # no site
    await Repo[User](session, User).session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit
