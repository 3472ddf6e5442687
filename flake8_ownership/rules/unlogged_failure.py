"""OWN104."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class UnloggedFailure(SiteRule):
    """A failure of an async I/O call is counted, but nothing says what failed.

    ## Why

    The metric says that something fails, the alert goes off, and whoever is on call finds no line that tells which
    order, which user, which error. A count says how often, never what.

    ## Example

    ```python
    import httpx
    from prometheus_client import Counter

    FAILURES = Counter("invoice_failures_total", "Invoices that could not be fetched.")


    async def fetch_invoice(client: httpx.AsyncClient, invoice_id: str) -> httpx.Response | None:
        try:
            return await client.get(f"/invoices/{invoice_id}")
        except httpx.HTTPError:
            FAILURES.inc()
            return None
    ```

    Use instead:

    ```python
    import logging

    import httpx
    from prometheus_client import Counter

    logger = logging.getLogger(__name__)
    FAILURES = Counter("invoice_failures_total", "Invoices that could not be fetched.")


    async def fetch_invoice(client: httpx.AsyncClient, invoice_id: str) -> httpx.Response | None:
        try:
            return await client.get(f"/invoices/{invoice_id}")
        except httpx.HTTPError:
            FAILURES.inc()
            logger.exception("Failed to fetch invoice %s", invoice_id)
            return None
    ```

    ## Fix

    Adds the log beside the count. The fix is safe: what it adds runs only where the call has failed.

    ## Limits

    A handler that counts and raises the error again is left alone: whoever catches the error has what the log needs. So
    is a span or a capture, which records the exception itself.

    Off by default: none of the few findings in real code was one that its team would have acted on.
    """

    code, name, since = "OWN104", "unlogged-failure", "0.1.0"
    on = False
    at_guard = True
    message = "a failure of {call} is counted on line {row}, but nothing logs what failed"
    severity = "info"
    edit = Edit("AddFailureLog", "safe", "Log what failed")

    def applies(self, site: Site, settings: Settings) -> bool:
        return site.asks_handler and site.counted and not site.logged and not site.ruling.reraised
