import asyncpg
import httpx

pool = None
http = None


async def start(dsn: str) -> None:
    global pool, http
    pool = await asyncpg.create_pool(dsn)  # want OWN101  # site library=asyncpg
    http = httpx.AsyncClient()


async def count() -> int:
    await http.get("/count")  # want OWN101  # site api=httpx.AsyncClient.get
    return await pool.fetchval("select count(*) from orders")  # want OWN101  # site api=asyncpg.Pool.fetchval
