import httpx


class Sdk(httpx.AsyncClient):
    async def get(self, url: str, **options: object) -> httpx.Response:
        return await super().get(url)  # want OWN101  # site api=httpx.AsyncClient.get

    async def me(self) -> httpx.Response:
        return await self.get("/me")  # no site
