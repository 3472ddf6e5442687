import asyncio

import httpx
from redis.asyncio import Redis


async def probe(host: str, port: int) -> bytes:
    reader, writer = await asyncio.open_connection(host, port)  # want OWN101  # site api=asyncio.open_connection
    writer.write(b"PING\r\n")
    await writer.drain()  # want OWN101  # site api=asyncio.StreamWriter.drain
    answer = await reader.readline()  # want OWN101  # site api=asyncio.StreamReader.readline
    writer.close()
    await writer.wait_closed()  # site api=asyncio.StreamWriter.wait_closed
    return answer


def clients():
    return httpx.AsyncClient(), Redis()


def typed() -> tuple[Redis, httpx.AsyncClient]:
    raise NotImplementedError


async def work() -> None:
    client, cache = clients()
    await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    cache, client = typed()
    await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    first, *rest = httpx.AsyncClient(), Redis(), Redis()
    await first.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    (one, two), event = (httpx.AsyncClient(), Redis()), asyncio.Event()
    await one.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await two.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    await event.wait()  # no site
    print(rest)
