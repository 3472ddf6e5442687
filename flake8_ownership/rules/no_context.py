"""OWN403."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class NoContext(SiteRule):
    """The report of a failure names nothing that tells which case failed, though an identifier is at hand.

    ## Why

    "Failed to save order" a hundred times a minute: one customer's order, or everybody's? The id stood in the next
    line, and the log does not have it.

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

    Adds the identifiers to the log in the way of its library, and never a secret; to the logs of the handlers beside it
    as well, where these name none. The fix is safe.

    ## Limits

    Identifiers are parameters that are named like one (`id`, `order_id`, `uuid`, `slug`), and such attributes of
    parameters where the call passes them; none that is empty in the branch, and none that the object has for all its
    calls. Silent where the report shows any value beside the exception, where the function binds values to its logger,
    and where the failure is raised on to a framework that logs the path of the request, for what stands in the path.
    """

    code, name, since = "OWN403", "no-context", "0.1.0"
    at_guard = True
    message = "the report on line {row} does not say for which {given} {call} failed"
    severity = "info"
    edit = Edit("AddContext", "safe", "Log which case failed")

    def applies(self, site: Site, settings: Settings) -> bool:
        return (
            site.asks_handler
            and bool(site.around.given)
            and not site.context
            and all(report.sort in ("log", "metric") for report in site.ruling.reports)
            and any(report.sort == "log" for report in site.ruling.reports)
            and not any(report.tells for report in site.told)
        )

    def row(self, site: Site) -> int | None:
        return next(report.row for report in site.ruling.reports if report.sort == "log")
