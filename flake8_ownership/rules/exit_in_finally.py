"""OWN205."""

from __future__ import annotations

from flake8_ownership.rules._rule import SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class ExitInFinally(SiteRule):
    """A `return`, `break` or `continue` in a `finally` block discards the failure of an async I/O call.

    ## Why

    Leaving a `finally` block by `return`, `break` or `continue` discards the exception that was being raised, whatever
    it was: the failure, a cancellation, a misspelt name.

    ## Example

    ```python
    import httpx


    async def fetch(client: httpx.AsyncClient, url: str) -> str:
        text = ""
        try:
            text = (await client.get(url)).raise_for_status().text
        finally:
            return text
    ```

    Use instead:

    ```python
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def fetch(client: httpx.AsyncClient, url: str) -> str:
        try:
            return (await client.get(url)).raise_for_status().text
        except httpx.HTTPError:
            logger.exception("Failed to fetch")
            return ""
    ```

    ## Limits

    Other linters (B012, SIM107, PLW0150) flag the statement anywhere; this rule says what it costs at a call that can
    fail.
    """

    code, name, since = "OWN205", "exit-in-finally", "0.1.0"
    at_guard = True
    message = "a failure of {call} is discarded by the finally block of the try on line {row}"
    severity = "error"

    def applies(self, site: Site, settings: Settings) -> bool:
        return site.demands_owner and site.verdict == "silenced" and site.ruling.guard == "finally"
