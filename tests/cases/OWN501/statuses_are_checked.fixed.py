# option ignore=OWN1
import aiohttp
import httpx


async def touch(client: httpx.AsyncClient) -> None:
    response = await client.post("/touch")  # twice is no harm  # want OWN501
    response.raise_for_status()


async def fetch(client: httpx.AsyncClient) -> str:
    response = await client.get("/text")
    response.raise_for_status()
    return response.text.strip()  # want OWN501


async def load(client: httpx.AsyncClient) -> str:
    answer = await client.get("/text")  # want OWN501
    answer.raise_for_status()
    return answer.text


async def read(session: aiohttp.ClientSession) -> str:
    async with session.get("/text") as answer:  # want OWN501
        answer.raise_for_status()
        return await answer.text()


async def knock(session: aiohttp.ClientSession) -> None:
    async with session.post("/text") as response:  # want OWN501
        response.raise_for_status()
