from typing import Self

import httpx


class Request:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    @classmethod
    def local(cls) -> Self:
        return cls(httpx.AsyncClient())

    def header(self, name: str, value: str) -> Self:
        self.client.headers[name] = value
        return self

    def token(self, value: str) -> "Request":
        return self.header("Authorization", value)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.client.aclose()  # site api=httpx.AsyncClient.aclose

    async def send(self) -> None:
        await self.client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=attribute


async def work() -> None:
    await Request.local().header("a", "b").token("c").client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await Request.local().header("a", "b").send()  # no site
    async with Request.local() as request:  # no site
        await request.client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
