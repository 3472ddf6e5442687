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


    async def publish(client: httpx.AsyncClient, sku: str) -> None:
        task = asyncio.create_task(client.post("https://search.example/orders", json={"sku": sku}))
        await asyncio.sleep(0)
    ```

    Use instead:

    ```python
    import asyncio
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def publish(client: httpx.AsyncClient, sku: str) -> None:
        def log_failure(task: asyncio.Task[object]) -> None:
            if not task.cancelled() and task.exception() is not None:
                logger.error("POST /orders failed (sku=%s)", sku, exc_info=task.exception())

        task = asyncio.create_task(client.post("https://search.example/orders", json={"sku": sku}))
        task.add_done_callback(log_failure)
        await asyncio.sleep(0)
    ```

    ## Fix

    A coroutine of the same file, which nobody runs but in such tasks, catches and logs its failure itself. Any other
    task is given a callback that logs its exception: a function of the module that does so already, else one that is
    defined where the task starts, says what the task was for, and has the identifiers that are at hand there. The fix
    is safe: the task runs as it did, and nobody asks how it ended. It refuses where the name of what runs says nothing
    in words, where several tasks of one function want a callback, and where Python tells of the failure by itself and
    no identifier is at hand.

    ## Limits

    Silent where the handle is given to somebody who may look after it, where any function of the project awaits what
    keeps the handle, be it after cancelling, and where what the task runs looks after its failures itself. To gather
    cancelled tasks with `return_exceptions=True`, or to suppress all that comes out of them, is no waiting.

    Silent too where nobody misses what is lost: what the task runs only brings something to its end (`close()`), a
    signal that ends the process starts it, or the function that drops it hands itself to a timer (`call_later`): it is
    done again, and asyncio tells of the failure by itself. A lambda that gives its task to an emitter of events
    (`page.on("close", lambda _: create_task(…))`) gives it to somebody who looks after it.
    """

    code, name, since = "OWN301", "detached-io", "0.1.0"
    message = "nobody waits for the task that runs {call}: {lost}"
    severity = "error"
    edit = Edit("AddDoneCallback", "safe", "Log what the task ended with")
    fates = frozenset({"dropped", "kept"})
