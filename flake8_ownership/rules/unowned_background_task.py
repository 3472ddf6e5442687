"""OWN304."""

from __future__ import annotations

from flake8_ownership.rules._rule import TaskRule


class UnownedBackgroundTask(TaskRule):
    """A background task of Starlette or FastAPI runs a coroutine with an unowned call.

    ## Why

    A background task runs after the answer is sent. The client has long had its 200 when the call fails, so nobody
    will ask: the coroutine has to look after its failure itself.

    ## Example

    ```python
    import httpx
    from fastapi import BackgroundTasks


    async def index(client: httpx.AsyncClient, order_id: str, tasks: BackgroundTasks) -> None:
        tasks.add_task(client.post, "https://search.example/orders", json={"id": order_id})
    ```

    Use instead:

    ```python
    import logging

    import httpx
    from fastapi import BackgroundTasks

    logger = logging.getLogger(__name__)


    async def index(client: httpx.AsyncClient, order_id: str, tasks: BackgroundTasks) -> None:
        tasks.add_task(_publish, client, order_id)


    async def _publish(client: httpx.AsyncClient, order_id: str) -> None:
        try:
            response = await client.post("https://search.example/orders", json={"id": order_id})
            response.raise_for_status()
        except httpx.HTTPError:
            logger.exception("Failed to publish", extra={"order_id": order_id})
            raise
    ```

    ## Limits

    The server's own log has the traceback, if it logs at all, but no id of what was lost.
    """

    code, name, since = "OWN304", "unowned-background-task", "0.1.0"
    message = "{call} runs after the answer is sent: only the server's traceback shows a failure of {holds}"
    severity = "info"
    fates = frozenset({"background"})
