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
    import logging

    import httpx
    from fastapi import FastAPI
    from statsd import StatsClient

    logger = logging.getLogger(__name__)
    app = FastAPI()
    client = httpx.AsyncClient()
    stats = StatsClient()


    @app.post("/orders/{order_id}/publish")
    async def publish(order_id: str) -> None:
        stats.incr("orders_seen")
        response = await client.post("/orders", json={"id": order_id})
        response.raise_for_status()
    ```

    Use instead:

    ```python
    import logging

    import httpx
    from fastapi import FastAPI
    from statsd import StatsClient

    logger = logging.getLogger(__name__)
    app = FastAPI()
    client = httpx.AsyncClient()
    stats = StatsClient()


    @app.post("/orders/{order_id}/publish")
    async def publish(order_id: str) -> None:
        stats.incr("orders_seen")
        try:
            response = await client.post("/orders", json={"id": order_id})
            response.raise_for_status()
        except Exception:
            logger.exception("POST /orders failed (order_id=%s)", order_id)
            stats.incr("publish_failed")
            raise
        stats.incr("publish_succeeded")
    ```

    ## Fix

    The same as OWN101's, and unsafe for the same reason. Where nothing is counted there is none: the traceback tells of
    the failure once already.

    ## Options

    With `discipline = "lost"` the rule is off: a traceback is enough. `boundaries` names what of your own reports the
    failures that leave the functions it calls.

    ## Limits

    Which framework prints what is a fact of the catalogue, tried with the framework itself. Silent where it prints the
    path of the request and nothing of the body is read, and where nothing that a route has at hand tells one request
    from another. A failure that a handler turns into an answer to the request (`HTTPException`) is no traceback: one
    with a status of 500 or above is OWN101's, since nobody but whoever asked is told, and the others are left to that
    handler. Silent, too, where an application is given something by a name that is about errors, or a
    middleware, and that reports. What only concerns the peer of a connection, answers whoever has written to a bot,
    follows a report, or is not known to be I/O, does not count. Silent in a library (`kind =
    "library"`, or an installed package): its users put its routes and handlers into applications of their own, and it
    raises to them.

    Where more than three operations of a file lose a failure in a function that they share, an operation that loses
    nothing besides is counted in the message of the first one.
    """

    code, name, since = "OWN107", "framework-only", "0.2.0"
    message = "{operation}: only the traceback of {framework} tells that {calls} failed: no identifiers, no count"
    at_boundary = message
    endings, named, sure = ("boundary",), False, True
    severity = "info"
    edit = Edit("InsertOwnership", "unsafe", "Own the failure: log it, count it, raise it again")

    def is_on(self, settings: Settings) -> bool:
        return settings.discipline != "lost"
