"""OWN107."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, OperationRule
from flake8_ownership.settings import Settings


class FrameworkOnly(OperationRule):
    """Only a framework's traceback tells that an operation has failed: no identifiers, no count.

    ## Why

    A failure that leaves a route, a task or a command is printed by the framework that called it. The traceback says
    where it happened; it does not say to which order, and nothing counts it. Whoever is on call has the time of day to
    go by.

    ## Example

    ```python
    import httpx
    from fastapi import FastAPI

    app = FastAPI()
    client = httpx.AsyncClient()


    @app.post("/orders/{order_id}/publish")
    async def publish(order_id: str) -> None:
        response = await client.post("/orders", json={"id": order_id})
        response.raise_for_status()
    ```

    Use instead:

    ```python
    import logging

    import httpx
    from fastapi import FastAPI

    logger = logging.getLogger(__name__)
    app = FastAPI()
    client = httpx.AsyncClient()


    @app.post("/orders/{order_id}/publish")
    async def publish(order_id: str) -> None:
        try:
            response = await client.post("/orders", json={"id": order_id})
            response.raise_for_status()
        except Exception:
            logger.exception("POST /orders failed (order_id=%s)", order_id)
            raise
    ```

    ## Fix

    The same as OWN101's, and unsafe for the same reason.

    ## Options

    With `discipline = "lost"` the rule is off: a traceback is enough. `boundaries` names what of your own reports the
    failures that leave the functions it calls.

    ## Limits

    Which framework prints what is a fact of the catalogue, tried with the framework itself.
    """

    code, name, since = "OWN107", "framework-only", "0.2.0"
    message = "{operation}: only the traceback of {framework} tells that {calls} failed: no identifiers, no count"
    ending = "boundary"
    severity = "info"
    edit = Edit("InsertOwnership", "unsafe", "Own the failure: log it, count it, raise it again")

    def is_on(self, settings: Settings) -> bool:
        return settings.discipline != "lost"
