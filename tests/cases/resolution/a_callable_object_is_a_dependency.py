import httpx
from fastapi import Depends


class Upstream:
    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def __call__(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.base_url)


class Guard:
    async def __call__(self, token: str) -> str:
        return token


billing = Upstream("https://billing")
guard = Guard()


async def route(client=Depends(billing), other=Depends(Upstream("https://stock")), user=Depends(guard)) -> None:
    await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await other.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await guard("token")  # no site
    await billing().get("/")  # want OWN101  # site api=httpx.AsyncClient.get
