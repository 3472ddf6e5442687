"""OWN201."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class SilencedIo(SiteRule):
    """A handler catches what an async I/O call fails with, and tells nobody.

    ## Why

    The call failed, the handler put a default in its place, and every dashboard stayed green. When the other side has
    been down for a week, nothing in this service will have said so.

    ## Example

    ```python
    import httpx


    async def fetch_exchange_rate(client: httpx.AsyncClient, currency: str) -> float:
        try:
            response = await client.get(f"/rates/{currency}")
            response.raise_for_status()
        except httpx.HTTPError:
            return 1.0
        return response.json()["rate"]
    ```

    Use instead:

    ```python
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def fetch_exchange_rate(client: httpx.AsyncClient, currency: str) -> float:
        try:
            response = await client.get(f"/rates/{currency}")
            response.raise_for_status()
        except httpx.HTTPError:
            logger.exception("Failed to fetch exchange rate")
            return 1.0
        return response.json()["rate"]
    ```

    ## Fix

    Logs and counts the failure at the beginning of the handler, which then goes on as it did. The fix is safe: what it
    adds runs only where the call has failed. A handler that catches cancellation as well is left alone.

    ## Options

    `observers` names functions of your own that report a failure.

    ## Limits

    Only a handler that would catch the general failure counts. One for an expected outcome (not found, duplicate key,
    disconnect, poll timeout) is control flow, and so is one that hands the exception on as a value. One that tells of
    it by debug, info or `print` is OWN402's. Silent too where the handler

    - waits for another way (a second host, an older call), or is for an expected outcome as well,
    - starts another attempt, and giving up is reported,
    - stands in a handler that has reported a failure or raises it on, or in a `finally`,
    - ends what is a mere courtesy to whoever looks on (a typing sign, an answer to a button).
    """

    code, name, since = "OWN201", "silenced-io", "0.1.0"
    at_guard = True
    message = "a failure of {call} is silenced by the handler in line {row}, which neither logs nor counts it"
    severity = "error"
    edit = Edit("ReportFailure", "safe", "Log and count the failure")

    def applies(self, site: Site, settings: Settings) -> bool:
        ended = site.verdict == "silenced" and site.ruling.guard == "handler"
        told = site.leads or settings.granularity == "call"
        return told and site.demands_owner and ended and not site.whispered and not site.may_be_let_go
