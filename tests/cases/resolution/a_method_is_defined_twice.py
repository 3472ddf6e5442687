import sys
from typing import overload

import httpx


class Api:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    @overload
    async def get(self, path: str) -> str: ...

    @overload
    async def get(self, path: bytes) -> bytes: ...

    async def get(self, path):
        response = await self.client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
        return response.text


if sys.platform == "win32":

    def make():
        return httpx.AsyncClient(http2=False)

else:

    def make():
        return httpx.AsyncClient(http2=True)


async def work(api: Api) -> None:
    await api.get("/")  # no site
    await make().get("/")  # want OWN101  # site api=httpx.AsyncClient.get
