import asyncio

import httpx


class Index:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._tasks: set[asyncio.Task[object]] = set()

    def publish(self, order_id: str) -> None:
        asyncio.create_task(self._client.post(f"/orders/{order_id}"))  # want OWN301

    def publish_and_hold(self, order_id: str) -> None:
        # held, so that it is not collected
        self._tasks.add(asyncio.create_task(self._client.post(f"/orders/{order_id}")))  # want OWN301

    def publish_and_forget(self, order_id: str) -> None:
        task = asyncio.ensure_future(self._client.post(f"/orders/{order_id}"))  # want OWN302
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def warm(client: httpx.AsyncClient) -> None:
    tasks = [asyncio.create_task(client.get(f"/pages/{path}")) for path in "ab"]  # want OWN303
    _, _ = await asyncio.wait(tasks)
