import asyncio

import httpx


async def warm(*clients: httpx.AsyncClient, **by_name: httpx.AsyncClient) -> None:
    for client in clients:
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await by_name["eu"].get("/")  # want OWN101  # site api=httpx.AsyncClient.get


async def events(*sessions: asyncio.Queue) -> None:
    for session in sessions:
        await session.get()  # no site
