"""OWN303."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, TaskRule


class UnreadResults(TaskRule):
    """`asyncio.wait` over tasks with async I/O, and nobody looks at the tasks that are done.

    ## Why

    `asyncio.wait` raises nothing, whatever became of the tasks: their exceptions stay in the set of those that are
    done. Where that set is not read, the call looks as if all went well.

    ## Example

    ```python
    import asyncio

    import httpx


    async def warm_up(client: httpx.AsyncClient, urls: list[str]) -> None:
        tasks = [asyncio.create_task(client.get(url)) for url in urls]
        await asyncio.wait(tasks, timeout=5)
    ```

    Use instead:

    ```python
    import asyncio
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def warm_up(client: httpx.AsyncClient, urls: list[str]) -> None:
        tasks = [asyncio.create_task(client.get(url)) for url in urls]
        done, _ = await asyncio.wait(tasks, timeout=5)
        for task in done:
            if not task.cancelled() and task.exception() is not None:
                logger.error("Failed to warm up", exc_info=task.exception())
    ```

    ## Fix

    Reads the tasks that are done and logs and counts the exceptions among them. The fix is safe: it changes nothing
    that is awaited, raised or returned.

    ## Limits

    Silent where the tasks themselves are asked for their results, and after the same function has cancelled them.
    """

    code, name, since = "OWN303", "unread-results", "0.1.0"
    message = "{maker} raises nothing and nobody reads the tasks that are done: {lost}"
    severity = "error"
    edit = Edit("ReadDone", "safe", "Log the exception of each task that is done")
    fates = frozenset({"unread"})
