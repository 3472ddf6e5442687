"""OWN402."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class WhisperedFailure(SiteRule):
    """The only report of a failure is below warning, or a `print`.

    ## Why

    Debug and info are off in production, or drowned out; a `print` has no time, no place and no level. The handler
    looks as if it told somebody, and nobody is woken.

    ## Example

    ```python
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def exchange_rate(client: httpx.AsyncClient, currency: str) -> float:
        try:
            response = await client.get(f"/rates/{currency}")
            response.raise_for_status()
        except httpx.HTTPError as error:
            logger.debug("No rate for %s: %s", currency, error)
            return 1.0
        return response.json()["rate"]
    ```

    Use instead:

    ```python
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def exchange_rate(client: httpx.AsyncClient, currency: str) -> float:
        try:
            response = await client.get(f"/rates/{currency}")
            response.raise_for_status()
        except httpx.HTTPError as error:
            logger.warning("No rate for %s: %s", currency, error)
            return 1.0
        return response.json()["rate"]
    ```

    ## Fix

    Raises the log to a warning; a `print` stays and gets a log before it. The fix is unsafe: an alert may depend on
    warnings.

    ## Limits

    A handler that says nothing at all is OWN201's.

    Off by default: in real code every second finding was a choice, for an optional step or the first of two ways.
    """

    code, name, since = "OWN402", "whispered-failure", "0.1.0"
    on = False
    at_guard = True
    message = "a failure of {call} is only reported below warning, or printed, on line {row}"
    severity = "info"
    edit = Edit("RaiseLevel", "unsafe", "Log it as a warning")

    def applies(self, site: Site, settings: Settings) -> bool:
        return site.demands_owner and site.leads and site.whispered

    def row(self, site: Site) -> int | None:
        return site.ruling.whispers[-1].row
