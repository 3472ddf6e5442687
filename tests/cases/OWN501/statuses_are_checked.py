# option ignore=OWN1
import aiohttp
import httpx


async def touch(client: httpx.AsyncClient) -> None:
    await client.post("/touch")  # twice is no harm  # want OWN501


async def fetch(client: httpx.AsyncClient) -> str:
    return (await client.get("/text")).text.strip()  # want OWN501


async def load(client: httpx.AsyncClient) -> str:
    answer = await client.get("/text")  # want OWN501
    return answer.text


async def read(session: aiohttp.ClientSession) -> str:
    async with session.get("/text") as answer:  # want OWN501
        return await answer.text()


async def knock(session: aiohttp.ClientSession) -> None:
    async with session.post("/text"):  # want OWN501
        pass
