import aiohttp
import httpx
from elasticsearch import AsyncElasticsearch
from httpx_sse import aconnect_sse


async def events(client: httpx.AsyncClient) -> None:
    async with aconnect_sse(client, "GET", "/events") as source:  # want OWN101  # site library=httpx-sse
        async for event in source.aiter_sse():  # want OWN101  # site library=httpx-sse evidence=constructor
            print(event.data)


async def once(url: str) -> str:
    async with aiohttp.request("GET", url) as response:  # want OWN101  # site api=aiohttp.request evidence=import
        return await response.text()  # want OWN101  # site api=aiohttp.ClientResponse.text


async def search(client: AsyncElasticsearch) -> None:
    await client.indices.create(index="orders")  # want OWN101  # site library=elasticsearch
    await client.search(index="orders")  # want OWN101  # site library=elasticsearch evidence=annotation
