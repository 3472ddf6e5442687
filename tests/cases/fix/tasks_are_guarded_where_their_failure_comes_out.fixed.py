# option select=OWN101
import asyncio
import logging

import httpx

logger = logging.getLogger(__name__)


async def load_awaited(client: httpx.AsyncClient, order_id: str) -> httpx.Response:
    task = asyncio.create_task(client.get(f"/orders/{order_id}"))  # want OWN101
    try:
        return await task
    except Exception:
        logger.exception("GET /orders failed (order_id=%s)", order_id)
        raise


async def load_shielded(client: httpx.AsyncClient, order_id: str) -> httpx.Response:
    task = asyncio.create_task(client.get(f"/orders/{order_id}"))  # want OWN101
    try:
        return await asyncio.shield(task)
    except Exception:
        logger.exception("GET /orders failed (order_id=%s)", order_id)
        raise


async def load_in_time(client: httpx.AsyncClient, order_id: str) -> httpx.Response:
    task = asyncio.create_task(client.get(f"/orders/{order_id}"))  # want OWN101
    try:
        return await asyncio.wait_for(task, 3)
    except Exception:
        logger.exception("GET /orders failed (order_id=%s)", order_id)
        raise


async def load_gathered(client: httpx.AsyncClient, order_ids: list[str]) -> list[httpx.Response]:
    tasks = [asyncio.create_task(client.get(f"/orders/{order_id}")) for order_id in order_ids]  # want OWN101
    try:
        return await asyncio.gather(*tasks)
    except Exception:
        logger.exception("GET /orders failed")
        raise


async def load_one_by_one(client: httpx.AsyncClient, order_ids: list[str]) -> None:
    tasks = [asyncio.create_task(client.get(f"/orders/{order_id}")) for order_id in order_ids]  # want OWN101
    for task in asyncio.as_completed(tasks):
        try:
            print(await task)
        except Exception:
            logger.exception("Failed to load one by one")
            raise


async def load_then_read(client: httpx.AsyncClient, order_id: str) -> httpx.Response:
    task = asyncio.create_task(client.get(f"/orders/{order_id}"))  # want OWN101
    await asyncio.wait({task})
    try:
        return task.result()
    except Exception:
        logger.exception("GET /orders failed (order_id=%s)", order_id)
        raise


async def load_perhaps(client: httpx.AsyncClient, order_id: str) -> None:
    task = None
    if order_id:
        task = asyncio.create_task(client.get(f"/orders/{order_id}"))  # want OWN101
    if task:
        logger.info("Loading perhaps (order_id=%s)", order_id)
        try:
            await task
        except Exception:
            logger.exception("Failed to load perhaps (order_id=%s)", order_id)
            raise


async def load_one_after_the_other(client: httpx.AsyncClient, order_id: str) -> None:
    task = asyncio.create_task(client.get(f"/orders/{order_id}"))  # want OWN101
    logger.info("Loading one after the other (order_id=%s)", order_id)
    try:
        await task
        print(order_id)
        task = asyncio.create_task(client.get(f"/invoices/{order_id}"))  # want OWN101
        await task
    except Exception:
        logger.exception("Failed to load one after the other (order_id=%s)", order_id)
        raise
