# option metrics=app.telemetry:metrics.increment
import aiohttp
import asyncpg
import httpx


class NotFound(Exception): ...


async def load_shop(client: httpx.AsyncClient, shop_id: str) -> bytes:
    shop = await client.get(f"/shops/{shop_id}")  # want OWN101
    if shop.status_code == 404:
        raise NotFound(shop_id)
    stock = await client.get(f"/stocks/{shop_id}")  # want OWN101
    return stock.content


async def check_parent(connection: asyncpg.Connection, shop_id: str) -> None:
    if not await connection.fetchval("select 1 from shops where id = $1", shop_id):  # want OWN101
        raise NotFound(shop_id)
    if await connection.fetchval("select 1 from parents where id = $1", shop_id) is None:  # want OWN101
        raise NotFound(shop_id)


async def embed_cover(client: httpx.AsyncClient, kind: str, size: int) -> httpx.Response | None:
    if kind == "flac":
        if size > 100:
            raise ValueError(size)
        return await client.get("/flac")  # want OWN101
    elif kind == "mp3":
        return await client.get("/mp3")  # want OWN101
    return None


async def read_page(client: httpx.AsyncClient, page_id: str) -> str:
    response = await client.get(f"/pages/{page_id}")  # want OWN101
    try:
        if response.status_code != 200:
            raise KeyError(page_id)
        return response.text
    except KeyError:
        return ""


async def fetch_manifest(session: aiohttp.ClientSession, external: bool) -> dict[str, str]:
    if external:
        async with session.get("/manifest") as response:  # want OWN101
            return await response.json()  # want OWN101
    else:
        return {}
