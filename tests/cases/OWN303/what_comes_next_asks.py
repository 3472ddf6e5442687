import asyncio

import httpx


class Monitor:
    is_connected = False


async def reconnect(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    answer.raise_for_status()


async def asks_how_it_went(client: httpx.AsyncClient, monitor: Monitor) -> None:
    await asyncio.wait([asyncio.create_task(reconnect(client))])
    if not monitor.is_connected:
        raise ConnectionError


async def goes_on(client: httpx.AsyncClient, monitor: Monitor) -> None:
    await asyncio.wait([asyncio.create_task(reconnect(client))])  # want OWN303
    if not monitor.is_connected:
        print("not connected")
