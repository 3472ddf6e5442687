import httpx
from redis.asyncio import Redis


class Api(httpx.AsyncClient):
    def __init__(self, token: str) -> None:
        super().__init__(base_url="https://api.example", headers={"Authorization": token})

    async def get(self, path: str, **options) -> httpx.Response:
        return await super().get(path.lower(), **options)  # want OWN101  # site api=httpx.AsyncClient.get

    async def me(self) -> dict:
        response = await self.get("/me")  # no site
        await self.post("/seen")  # want OWN101  # site api=httpx.AsyncClient.post
        return response.json()


class Namespaced(Redis):
    pass


async def work(api: Api, cache: Namespaced) -> None:
    await api.get("/users")  # no site
    await api.me()  # no site
    await api.post("/users")  # want OWN101  # site api=httpx.AsyncClient.post
    async with Api("token") as client:  # no site
        await client.delete("/users/1")  # want OWN101  # site api=httpx.AsyncClient.delete
    await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
