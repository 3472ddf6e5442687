"""OWN301."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, TaskRule


class DetachedIo(TaskRule):
    """A task over async I/O that nobody awaits, gathers or asks for its exception.

    ## Why

    The failure of a task is kept in the task. Where nobody asks for it, Python says "Task exception was never
    retrieved" when the task is collected, at some later time, on stderr, without an id; and where the handle is kept
    for good, it never says so.

    ## Example

    ```python
    import asyncio

    import httpx


    async def publish(client: httpx.AsyncClient, order_id: str) -> None:
        task = asyncio.create_task(client.post("https://search.example/orders", json={"id": order_id}))
        await asyncio.sleep(0)
    ```

    Use instead:

    ```python
    import asyncio
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def publish(client: httpx.AsyncClient, order_id: str) -> None:
        task = asyncio.create_task(client.post("https://search.example/orders", json={"id": order_id}))
        task.add_done_callback(log_failure)
        await asyncio.sleep(0)


    def log_failure(task: asyncio.Task[object]) -> None:
        if not task.cancelled() and task.exception() is not None:
            logger.error("Background task failed (task=%s)", task.get_name(), exc_info=task.exception())
    ```

    ## Fix

    Gives the task a callback that logs its exception: a function of the module that does so already, else a new one.
    The fix is safe: the task runs as it did.

    ## Limits

    Silent where the handle is given to somebody who may look after it, where the class or module around it awaits what
    keeps the handle, and where what the task runs looks after its failures itself.
    """

    code, name, since = "OWN301", "detached-io", "0.1.0"
    message = "nobody waits for the task that runs {call}: {holds} may fail unseen"
    severity = "error"
    edit = Edit("AddDoneCallback", "safe", "Log what the task ended with")
    fates = frozenset({"dropped", "kept"})
