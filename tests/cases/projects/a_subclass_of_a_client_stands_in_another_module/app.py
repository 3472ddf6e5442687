from sdk import Sdk


class Partner(Sdk):
    async def me(self) -> object:
        await self.post("/seen")  # want OWN101  # site api=httpx.AsyncClient.post
        return await super().me()  # no site


async def work(sdk: Sdk) -> None:
    await sdk.get("/")  # no site
    await sdk.me()  # no site
    await sdk.delete("/me")  # want OWN101  # site api=httpx.AsyncClient.delete
    async with Partner() as partner:  # no site
        await partner.me()  # no site
        await partner.put("/me")  # want OWN101  # site api=httpx.AsyncClient.put
