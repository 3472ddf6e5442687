"""OWN106."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class UncountedSuccess(SiteRule):
    """Failures of an async I/O call are counted, successes are not.

    ## Why

    A hundred failures an hour are an outage at two hundred calls and noise at two million. Without a count of the
    successes there is no rate.

    ## Example

    ```python
    import httpx
    from prometheus_client import Counter

    CALLS = Counter("invoice_calls_total", "Calls of the invoice service.", ["outcome"])


    async def fetch_invoice(client: httpx.AsyncClient, invoice_id: str) -> httpx.Response:
        try:
            return await client.get(f"/invoices/{invoice_id}")
        except httpx.HTTPError:
            CALLS.labels(outcome="failure").inc()
            raise
    ```

    Use instead:

    ```python
    import httpx
    from prometheus_client import Counter

    CALLS = Counter("invoice_calls_total", "Calls of the invoice service.", ["outcome"])


    async def fetch_invoice(client: httpx.AsyncClient, invoice_id: str) -> httpx.Response:
        try:
            result = await client.get(f"/invoices/{invoice_id}")
        except httpx.HTTPError:
            CALLS.labels(outcome="failure").inc()
            raise
        CALLS.labels(outcome="success").inc()
        return result
    ```

    ## Fix

    Adds the count after the `try`, or in its `else` where a handler goes on; never inside it, where a fault of the
    metric would count as a failure of the call. The fix is unsafe: it runs on every call.

    ## Limits

    Off by default, because a proxy or a middleware may count all calls. Any metric in the function outside its handlers
    counts as a count of success.
    """

    code, name, since = "OWN106", "uncounted-success", "0.1.0"
    at_guard = True
    message = "failures of {call} are counted on line {row}, successes are not: no rate can be computed"
    severity = "info"
    asks = frozenset({"success_counted"})
    edit = Edit("AddSuccessCount", "unsafe", "Count the success")
    on = False

    def applies(self, site: Site, settings: Settings) -> bool:
        counted = site.verdict == "owned" and site.ruling.guard == "handler" and site.counted
        return site.demands_owner and not site.road and counted and not site.around.success_counted
