"""OWN403."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class NoContext(SiteRule):
    """The report of a failure does not say which case failed, though an identifier is at hand.

    ## Why

    "Failed to save order" a hundred times a minute: one customer's order, or everybody's? The id was on the next line,
    and the log does not have it.

    ## Example

    ```python
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def cancel(client: httpx.AsyncClient, order_id: str) -> None:
        try:
            response = await client.delete(f"/orders/{order_id}")
            response.raise_for_status()
        except httpx.HTTPError:
            logger.exception("Failed to cancel")
    ```

    Use instead:

    ```python
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def cancel(client: httpx.AsyncClient, order_id: str) -> None:
        try:
            response = await client.delete(f"/orders/{order_id}")
            response.raise_for_status()
        except httpx.HTTPError:
            logger.exception("Failed to cancel (order_id=%s)", order_id)
    ```

    ## Fix

    Adds the identifiers to the log as its library takes them, and never a secret; also to the other logs of the
    function that tell of a failure, or of a bad status, and name none. The fix is safe.

    ## Limits

    Identifiers are parameters that are named like one (`id`, `order_id`, `uuid`, `slug`), and attributes of parameters
    with such a name where the call passes them. One that is empty in the branch does not count, nor does one that the
    object has for all its calls, or that a caller may leave out (`hook_id: str | None = None`) unless the call passes
    it, or that a function of the project is not given, or one that it runs on the way to the failing call, or that
    stands in the error which the handler raises. Silent where the report shows any value beside the exception, where
    loguru shows the values of the failing lines with a traceback (unless the project says `diagnose`), where the
    function binds values to its logger, where one of the next statements reports an identifier, where the call is for a
    peer that leaves as it likes or a mere courtesy to the user, and, for an identifier in the path of the request,
    where the failure goes on to a framework that logs that path.
    """

    code, name, since = "OWN403", "no-context", "0.1.0"
    at_guard = True
    message = "the report on line {row} does not say for which {given} {call} failed"
    severity = "info"
    edit = Edit("AddContext", "safe", "Log which case failed")

    def applies(self, site: Site, settings: Settings) -> bool:
        return (
            site.asks_handler
            and not (site.identity.courtesy or site.identity.peer)
            and bool(site.around.given)
            and not site.context
            and all(report.sort in ("log", "metric") for report in site.ruling.reports)
            and any(report.sort == "log" for report in site.ruling.reports)
            and not any(report.tells for report in site.told)
        )

    def row(self, site: Site) -> int | None:
        return next(report.row for report in site.ruling.reports if report.sort == "log")
