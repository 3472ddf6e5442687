import asyncpg
import httpx
from fastapi import FastAPI

app = FastAPI()
client: httpx.AsyncClient | None = None
pool: asyncpg.Pool | None = None


@app.on_event("startup")
async def start() -> None:
    global client, pool
    client = httpx.AsyncClient()
    pool = await asyncpg.create_pool("postgres://")  # want OWN101  # site evidence=import


@app.get("/rates")
async def rates() -> dict:
    assert client is not None
    response = await client.get("https://rates.example")  # want OWN101  # site api=httpx.AsyncClient.get
    return response.json()


@app.get("/count")
async def count() -> int:
    return await pool.fetchval("select count(*) from orders")  # want OWN101  # site api=asyncpg.Pool.fetchval
