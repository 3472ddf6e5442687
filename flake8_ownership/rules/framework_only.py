"""OWN107."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, OperationRule
from flake8_ownership.settings import Settings


class FrameworkOnly(OperationRule):
    """Only a framework's traceback shows that an operation has failed: no identifiers, no count.

    ## Why

    A failure that leaves a route, a task or a command is printed by the framework that called it. The traceback says
    where it happened; it does not say for which order, and nothing counts it. Whoever is on call has only the time of
    day to go by.

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

    The same as OWN101's, and unsafe for the same reason. Where nothing is counted there is no fix: the traceback
    already reports the failure once.

    ## Options

    With `discipline = "lost"` the rule is off: a traceback is enough. `boundaries` names code of your own that reports
    the failures of the functions that it calls.

    ## Limits

    What each framework prints is a fact of the catalogue, tested with the framework itself. Silent where it prints the
    path of the request and nothing of the body is read, where nothing that a route has at hand tells one request from
    another, and of calls whose error shows what they were called with, as SQLAlchemy's does of a statement (where the
    connection itself fails, it shows none, and all cases are alike). A failure that a handler
    turns into an answer to the request (`HTTPException`) leaves no traceback: OWN101 reports it if the status is 500 or
    above, since nobody but the client is told, and the others are left to that handler. Silent too where an application
    is given a middleware that reports, or something else that reports under a name that is about errors, and where a
    class reports what a method of the framework's raises that it has taken the place of. Calls that only concern the
    peer of a connection, answer a message to a bot, follow a report, or are not known to be I/O do not count. Silent in
    a library (`kind = "library"`, or an installed package): its users put its routes and handlers into applications of
    their own, and get what it raises.

    Where more than three operations of a file lose a failure in a function that they share, an operation that loses
    nothing else is only counted in the message of the first one.
    """

    code, name, since = "OWN107", "framework-only", "0.1.0"
    message = "{operation}: only the traceback of {framework} shows that {calls} failed: no identifiers, no count"
    at_boundary = message
    endings, named, sure = ("boundary",), False, True
    severity = "info"
    edit = Edit("InsertOwnership", "unsafe", "Own the failure: log it, count it, raise it again")

    def is_on(self, settings: Settings) -> bool:
        return settings.discipline != "lost"
