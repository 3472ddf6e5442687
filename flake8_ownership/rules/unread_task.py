"""OWN302."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, TaskRule


class UnreadTask(TaskRule):
    """A task with async I/O whose callbacks only forget it.

    ## Why

    `tasks.add(task); task.add_done_callback(tasks.discard)` is the advice of Python's own documentation, so that a
    task is not collected while it runs. It also makes sure that nobody learns how the task ended.

    ## Example

    ```python
    import asyncio

    import httpx

    background: set[asyncio.Task] = set()


    async def publish(client: httpx.AsyncClient, sku: str) -> None:
        task = asyncio.create_task(client.post("https://search.example/orders", json={"sku": sku}))
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


    async def publish(client: httpx.AsyncClient, sku: str) -> None:
        def log_failure(task: asyncio.Task[object]) -> None:
            if not task.cancelled() and task.exception() is not None:
                logger.error("POST /orders failed (sku=%s)", sku, exc_info=task.exception())

        task = asyncio.create_task(client.post("https://search.example/orders", json={"sku": sku}))
        background.add(task)
        task.add_done_callback(log_failure)
        task.add_done_callback(background.discard)
    ```

    ## Fix

    Gives the task a callback that logs its exception, before the one that forgets it. The fix is safe. It refuses where
    the fix of OWN301 does.

    ## Limits

    Silent where any function of the project awaits or gathers what holds the tasks, where the task is returned or
    handed on, and where the project sets an exception handler for the event loop that reports what it gets. All
    callbacks of a task count: one that may report is enough, and so is one that reads the exception beside a comment
    which says that the failure does not matter. Where OWN301 takes it that nobody misses what is lost, this rule is
    silent too.
    """

    code, name, since = "OWN302", "unread-task", "0.1.0"
    message = "every callback of the task that runs {call} forgets it: {lost}"
    severity = "error"
    edit = Edit("AddDoneCallback", "safe", "Log what the task ended with")
    fates = frozenset({"discarded"})
