import httpx
from redis.asyncio import Redis


async def entry() -> None:
    async with httpx.AsyncClient() as client:
        await fetched(client, "a")
        await fetched(client, url="b")


async def fetched(client, url):
    return await client.get(url)  # site api=httpx.AsyncClient.get # want OWN101


async def either_of_two() -> None:
    async with httpx.AsyncClient() as client:
        await ambiguous(client)
    await ambiguous(Redis())


async def ambiguous(store):
    return await store.fetch()  # site api=redis.asyncio.Redis.fetch # want OWN101


class Gateway:
    def __init__(self, client, settings):
        self.client = client
        self.settings = settings

    @classmethod
    def build(cls, settings):
        return cls(httpx.AsyncClient(), settings)

    async def load(self):
        return await self.client.get("/")  # site api=httpx.AsyncClient.get # want OWN101

    async def reload(self):
        return await self._loaded(self.client, again=True)

    async def _loaded(self, client, again=False):
        if again:
            await self._loaded(client)
        return await client.get("/")  # site api=httpx.AsyncClient.get # want OWN101


class Settings:
    async def get(self):
        return None


async def of_the_projects_own() -> None:
    await read(Settings())


async def read(db):
    await db.get()  # no site
