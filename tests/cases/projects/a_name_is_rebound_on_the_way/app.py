import settings
from settings import cache, http, make_client


async def work() -> None:
    await cache.get("key")  # want OWN101  # site evidence=cross-file
    async with http.AsyncClient() as client:  # no site
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    async with make_client() as client:  # no site
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await settings.make_client().get("/")  # want OWN101  # site api=httpx.AsyncClient.get
