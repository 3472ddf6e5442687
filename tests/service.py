"""A small service with an operation of every kind of ending, for the tests of accounts and reports."""

from __future__ import annotations

from tests.conftest import CLOSED

MAIN = """\
import asyncio
import contextlib
import logging

import httpx
from fastapi import FastAPI

from app.store import save

app = FastAPI()
log = logging.getLogger(__name__)
payments = httpx.AsyncClient(base_url="https://user:hidden@payments.example:8443/v1?key=k")


@app.post("/orders/{order_id}")
async def create(order_id: str) -> None:
    await save(order_id)


@app.get("/rates/{currency}")
async def rate(currency: str) -> float:
    try:
        response = await payments.get(f"/rates/{currency}")
    except httpx.HTTPError:
        return 1.0
    response.raise_for_status()
    return response.json()["rate"]


@app.delete("/orders/{order_id}")
async def remove(order_id: str) -> None:
    try:
        await payments.delete(f"/orders/{order_id}")
    except Exception:
        log.exception("Failed to remove order %s", order_id)
        raise


@app.put("/orders/{order_id}")
async def announce(order_id: str) -> None:
    asyncio.create_task(save(order_id))
"""
STORE = """\
import httpx


async def save(order_id: str) -> None:
    async with httpx.AsyncClient() as client:
        await client.put(f"https://store.example/orders/{order_id}")
"""
WORKER = """\
import asyncpg


async def sweep(pool: asyncpg.Pool) -> None:
    await pool.execute("delete from orders where done")
"""
OWNERS = """\
*  @everyone
/app/  @shop/web
/jobs/  @shop/jobs
"""
SERVICE = {
    "pyproject.toml": CLOSED,
    ".git/HEAD": "ref: refs/heads/main\n",
    "CODEOWNERS": OWNERS,
    "app/__init__.py": "",
    "app/main.py": MAIN,
    "app/store.py": STORE,
    "jobs/sweep.py": WORKER,
}
