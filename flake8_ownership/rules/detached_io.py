"""OWN301."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, TaskRule


class DetachedIo(TaskRule):
    """A task with async I/O that nobody awaits or gathers, and whose exception nobody asks for.

    ## Why

    The failure of a task is kept in the task. If nobody asks for it, Python prints "Task exception was never retrieved"
    when the task is collected: some time later, on stderr, without an id. If the handle is kept for good, Python never
    prints it.

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

    A coroutine of the same file that only runs in such tasks is made to catch and log its failure itself. Any other
    task is given a callback that logs its exception: a function of the module that does so already, or else one that is
    defined where the task starts, says what the task was for, and logs the identifiers that are at hand there. Either
    shows the traceback, as Python does that reports a failure which nobody asks for. The fix is safe: the task runs as
    it did, and nobody asks how it ended. It refuses where nothing names the task in words that a log could use, where
    several tasks of one function need a callback, and, where Python reports the failure itself, if no identifier is at
    hand, the logger takes no traceback, or a tracker gets Python's own log.

    ## Limits

    Silent where the handle is given to code that may look after it, where any function of the project awaits what holds
    the handle, even after cancelling it, and where what the task runs handles its failures itself. Gathering cancelled
    tasks with `return_exceptions=True`, or suppressing all that they raise, does not count as waiting.

    Silent too where nobody misses what is lost: the task only closes or stops something (`close()`), a signal that ends
    the process starts it, or the function that drops it passes itself to a timer (`call_later`), so that the work is
    done again and asyncio reports the failure itself. A lambda that returns its task to an event emitter
    (`page.on("close", lambda _: create_task(…))`) gives it to code that looks after it.
    """

    code, name, since = "OWN301", "detached-io", "0.1.0"
    message = "nobody waits for the task that runs {call}: {lost}"
    severity = "error"
    edit = Edit("AddDoneCallback", "safe", "Log what the task ended with")
    fates = frozenset({"dropped", "kept"})
