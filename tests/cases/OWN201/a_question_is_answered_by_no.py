import asyncio

import aiohttp


async def topic_exists(session: aiohttp.ClientSession, topic: str) -> bool:
    try:
        response = await session.get(f"/topics/{topic}")  # site verdict=silenced
        return response.status == 200
    except aiohttp.ClientError:
        return False


async def is_member(session: aiohttp.ClientSession, user_id: str) -> bool:
    try:
        response = await session.get(f"/members/{user_id}")  # site verdict=silenced
        return response.status == 200
    except Exception:
        pass
    return False


async def check_port(host: str, port: int) -> bool:
    for _ in range(3):
        try:
            await asyncio.open_connection(host, port)  # site verdict=silenced
            return True
        except OSError:
            continue
    return False


# Nothing says that it answers no more than a question.
async def check_orders(session: aiohttp.ClientSession):  # type: ignore[no-untyped-def]
    try:
        response = await session.get("/orders")  # want OWN201
        return response.status == 200
    except aiohttp.ClientError:
        return False


async def update(session: aiohttp.ClientSession, order_id: str) -> bool:
    try:
        response = await session.put(f"/orders/{order_id}")  # want OWN201
        return response.status == 200
    except aiohttp.ClientError:
        return False


# What was asked has been answered by another.
async def is_paid(session: aiohttp.ClientSession, order_id: str) -> bool:
    try:
        response = await session.get(f"/orders/{order_id}")  # want OWN201
        return response.status == 200
    except aiohttp.ClientError:
        return True
