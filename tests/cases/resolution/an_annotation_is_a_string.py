from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    import asyncio

    from asyncpg import Pool
    from httpx import AsyncClient


async def fetch(client: "AsyncClient", url: str) -> str:
    response = await client.get(url)  # want OWN101  # site api=httpx.AsyncClient.get evidence=annotation
    return response.text


async def names(pool: "Optional[Pool]") -> list:
    return await pool.fetch("select name from users")  # want OWN101  # site api=asyncpg.Pool.fetch evidence=annotation


async def next_name(client: "asyncio.Queue[str]") -> str:
    return await client.get()  # no site
