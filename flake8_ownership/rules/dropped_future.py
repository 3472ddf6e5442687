"""OWN305."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, TaskRule


class DroppedFuture(TaskRule):
    """I/O is handed to a thread or to another loop, and the future that holds its failure is dropped.

    ## Why

    `run_coroutine_threadsafe` and `run_in_executor` put an exception into the future that they return. If nobody holds
    that future, a failure of the first is never printed: there is not even the warning that a forgotten task gets. For
    the second, Python prints "Future exception was never retrieved", without an id.

    ## Example

    ```python
    import asyncio

    import httpx


    def publish(loop: asyncio.AbstractEventLoop, client: httpx.AsyncClient, order_id: str) -> None:
        asyncio.run_coroutine_threadsafe(client.post(f"/orders/{order_id}"), loop)
    ```

    Use instead:

    ```python
    import asyncio
    import logging
    from concurrent.futures import Future
    from typing import Any

    import httpx

    logger = logging.getLogger(__name__)


    def publish(loop: asyncio.AbstractEventLoop, client: httpx.AsyncClient, order_id: str) -> None:
        def log_failure(future: Future[Any]) -> None:
            if not future.cancelled() and future.exception() is not None:
                logger.error(
                    "POST /orders failed (order_id=%s)",
                    order_id,
                    exc_info=future.exception(),
                )

        future = asyncio.run_coroutine_threadsafe(client.post(f"/orders/{order_id}"), loop)
        future.add_done_callback(log_failure)
    ```

    ## Fix

    Gives the future a callback that logs its exception. The fix is safe: the call runs as it did. It refuses where the
    fix of OWN301 does.

    ## Limits

    Silent where the future is kept, handed on or has a callback.
    """

    code, name, since = "OWN305", "dropped-future", "0.1.0"
    message = "the result of {maker} is dropped: {holds} may fail unseen"
    severity = "error"
    edit = Edit("AddDoneCallback", "safe", "Log what the future ended with")
    fates = frozenset({"future"})
