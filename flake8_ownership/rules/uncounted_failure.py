"""OWN103."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class UncountedFailure(SiteRule):
    """A failure of an async I/O call is logged, but no metric counts it.

    ## Why

    A log tells what happened once somebody looks. An alert needs a number: how many of these calls failed in the last
    five minutes. In a module that counts other things, a handler that only logs is a gap in the dashboard.

    ## Example

    ```python
    import logging

    import httpx
    from prometheus_client import Counter

    logger = logging.getLogger(__name__)
    FAILURES = Counter("invoice_failures_total", "Invoices that could not be fetched.")


    async def fetch_invoice(client: httpx.AsyncClient, invoice_id: str) -> httpx.Response:
        try:
            return await client.get(f"/invoices/{invoice_id}")
        except httpx.HTTPError:
            logger.exception("Failed to fetch invoice", extra={"invoice_id": invoice_id})
            raise
    ```

    Use instead:

    ```python
    import logging

    import httpx
    from prometheus_client import Counter

    logger = logging.getLogger(__name__)
    FAILURES = Counter("invoice_failures_total", "Invoices that could not be fetched.")


    async def fetch_invoice(client: httpx.AsyncClient, invoice_id: str) -> httpx.Response:
        try:
            return await client.get(f"/invoices/{invoice_id}")
        except httpx.HTTPError:
            logger.exception("Failed to fetch invoice", extra={"invoice_id": invoice_id})
            FAILURES.inc()
            raise
    ```

    ## Fix

    Adds the count beside the log, with a counter that the module has, or else with a new one. The fix is safe: what it
    adds runs only where the call has failed.

    ## Options

    `metrics` names the callable that counts; `observers` names your own functions that do both.

    ## Limits

    Only in modules that use a metrics library, or the callable that `metrics` names: a project that counts nothing is
    not told to begin with its handlers, and one that counts at its boundary counts there. Not in a loop that tries
    again: what fails there is an attempt.

    Off by default: most of the few findings in real code were about failures that are dealt with in another way.
    """

    code, name, since = "OWN103", "uncounted-failure", "0.1.0"
    on = False
    at_guard = True
    message = "a failure of {call} is logged on line {row}, but no metric counts it"
    severity = "info"
    asks = frozenset({"module_counts", "attempt"})
    edit = Edit("AddFailureCount", "safe", "Count the failure")

    def applies(self, site: Site, settings: Settings) -> bool:
        around = site.around
        return site.asks_handler and site.logged and not site.counted and around.module_counts and not around.attempt
