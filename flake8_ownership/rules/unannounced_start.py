"""OWN105."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class UnannouncedStart(SiteRule):
    """Nothing is logged with its identifiers before an async I/O call.

    ## Why

    When a call hangs, no handler runs and nothing is logged. An entry log with the identifiers is then the only trace
    of what the process was doing.

    ## Example

    ```python
    import logging

    import httpx

    logger = logging.getLogger(__name__)


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

    logger = logging.getLogger(__name__)


    async def fetch_invoice(client: httpx.AsyncClient, invoice_id: str) -> httpx.Response:
        logger.info("Fetching invoice", extra={"invoice_id": invoice_id})
        try:
            return await client.get(f"/invoices/{invoice_id}")
        except httpx.HTTPError:
            logger.exception("Failed to fetch invoice", extra={"invoice_id": invoice_id})
            raise
    ```

    ## Fix

    Adds the log before the guard, and before the outermost loop around it. The fix is unsafe: it runs on every call.

    ## Limits

    Off by default: many teams log boundaries only. Silent where no identifier is at hand, and where the call is
    unowned: the fix for that adds the entry log.
    """

    code, name, since = "OWN105", "unannounced-start", "0.1.0"
    message = "nothing is logged with its identifiers before {call}"
    severity = "info"
    asks = frozenset({"announced"})
    edit = Edit("AddEntryLog", "unsafe", "Announce the start")
    on = False

    def applies(self, site: Site, settings: Settings) -> bool:
        return (
            site.demands_owner
            and not site.road
            and site.verdict == "owned"
            and bool(site.at_hand)
            and not site.around.announced
        )
