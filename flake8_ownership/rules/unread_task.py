"""OWN302."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, TaskRule


class UnreadTask(TaskRule):
    """A task over async I/O whose only callback forgets it.

    ## Why

    `tasks.add(task); task.add_done_callback(tasks.discard)` is the advice of Python's own documentation, so that a
    task is not collected while it runs. It also makes sure that nobody learns how the task ended.

    ## Example

    ```python
    import asyncio

    import httpx

    background: set[asyncio.Task] = set()


    async def publish(client: httpx.AsyncClient, order_id: str) -> None:
        task = asyncio.create_task(client.post("https://search.example/orders", json={"id": order_id}))
        background.add(task)
        task.add_done_callback(background.discard)
    ```

    Use instead:

    ```python
    import asyncio
    import logging

    import httpx

    logger = logging.getLogger(__name__)
    background: set[asyncio.Task] = set()


    async def publish(client: httpx.AsyncClient, order_id: str) -> None:
        task = asyncio.create_task(client.post("https://search.example/orders", json={"id": order_id}))
        background.add(task)
        task.add_done_callback(log_failure)
        task.add_done_callback(background.discard)


    def log_failure(task: asyncio.Task[object]) -> None:
        if not task.cancelled() and task.exception() is not None:
            logger.error("Background task failed (task=%s)", task.get_name(), exc_info=task.exception())
    ```

    ## Fix

    Gives the task a callback that logs its exception, before the one that forgets it. The fix is safe.

    ## Limits

    Silent where the class or module around it awaits or gathers what keeps the tasks.
    """

    code, name, since = "OWN302", "unread-task", "0.1.0"
    message = "the only callback of the task that runs {call} forgets it: {holds} may fail unseen"
    severity = "error"
    edit = Edit("AddDoneCallback", "safe", "Log what the task ended with")
    fates = frozenset({"discarded"})
