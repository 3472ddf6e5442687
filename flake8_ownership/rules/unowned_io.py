"""OWN101."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class UnownedIo(SiteRule):
    """An async I/O call may fail and nothing around it says so.

    ## Why

    The call crosses to another service, and one day that service is down. The exception then travels to whatever is
    outermost, which knows neither the order nor the customer. An owner of the call writes down what failed and for
    whom, counts it, and lets the error go on.

    ## Example

    ```python
    import httpx


    async def fetch_invoice(client: httpx.AsyncClient, invoice_id: str) -> httpx.Response:
        return await client.get(f"/invoices/{invoice_id}")
    ```

    Use instead:

    ```python
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def fetch_invoice(client: httpx.AsyncClient, invoice_id: str) -> httpx.Response:
        logger.info("Fetching invoice %s", invoice_id)
        try:
            return await client.get(f"/invoices/{invoice_id}")
        except Exception:
            logger.exception("Failed to fetch invoice %s", invoice_id)
            raise
    ```

    ## Fix

    Inserts the ownership pattern in the project's own dialect: an entry log with the identifiers at hand, a guard that
    logs and counts the failure and raises it again, and a count of the successes where a metric is configured. The fix
    is unsafe, because it adds calls.

    ## Options

    `entry-log`, `metrics` and `fix-max-lines` shape the fix. `not-io` names calls that are no I/O; `observers` names
    functions, decorators and context managers of your own that report a failure.

    ## Limits

    A function whose every known call stands in a guard that reports is left alone (verdict *visible*). Calls that only
    close something, or that the catalogue marks as noisy, are listed by `sites` but are no findings.
    """

    code, name, since = "OWN101", "unowned-io", "0.1.0"
    message = "{call} may fail unseen: nothing here logs or counts its failure"
    edit = Edit("InsertOwnership", "unsafe", "Own the failure: log it, count it, raise it again")

    def applies(self, site: Site, settings: Settings) -> bool:
        return site.demands_owner and site.goes_on and site.identity.certainty != "named"
