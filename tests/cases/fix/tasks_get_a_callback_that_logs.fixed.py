import asyncio
import logging

import httpx

logger = logging.getLogger(__name__)


class Index:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._tasks: set[asyncio.Task[object]] = set()

    def publish(self, order_id: str) -> None:
        def log_failure(task: asyncio.Task[object]) -> None:
            if not task.cancelled() and task.exception() is not None:
                logger.error("POST /orders failed (order_id=%s)", order_id, exc_info=task.exception())

        task = asyncio.create_task(self._client.post(f"/orders/{order_id}"))  # want OWN301
        task.add_done_callback(log_failure)

    def publish_and_hold(self, order_id: str) -> None:
        def log_failure(task: asyncio.Task[object]) -> None:
            if not task.cancelled() and task.exception() is not None:
                logger.error("POST /orders failed (order_id=%s)", order_id, exc_info=task.exception())

        # held, so that it is not collected
        task = asyncio.create_task(self._client.post(f"/orders/{order_id}"))  # want OWN301
        self._tasks.add(task)
        task.add_done_callback(log_failure)

    def publish_and_forget(self, order_id: str) -> None:
        def log_failure(task: asyncio.Task[object]) -> None:
            if not task.cancelled() and task.exception() is not None:
                logger.error("POST /orders failed (order_id=%s)", order_id, exc_info=task.exception())

        task = asyncio.ensure_future(self._client.post(f"/orders/{order_id}"))  # want OWN302
        self._tasks.add(task)
        task.add_done_callback(log_failure)
        task.add_done_callback(self._tasks.discard)


async def warm(client: httpx.AsyncClient) -> None:
    tasks = [asyncio.create_task(client.get(f"/pages/{path}")) for path in "ab"]  # want OWN303
    done, _ = await asyncio.wait(tasks)
    for task in done:
        if not task.cancelled() and task.exception() is not None:
            logger.error("GET /pages failed", exc_info=task.exception())
