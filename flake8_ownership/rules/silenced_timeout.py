"""OWN204."""

from __future__ import annotations

from types import MappingProxyType

from flake8_ownership.rules._rule import Edit, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class SilencedTimeout(SiteRule):
    """Only the timeout of an async I/O call is caught, and silently.

    ## Why

    A timeout is how an overloaded service fails first. A handler that swallows it hides the beginning of every outage.

    ## Example

    ```python
    import httpx


    async def fetch_terms(client: httpx.AsyncClient, shop_id: str) -> list[str]:
        try:
            response = await client.get("/terms", params={"shop": shop_id})
            response.raise_for_status()
        except httpx.TimeoutException:
            return []
        return response.json()
    ```

    Use instead:

    ```python
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def fetch_terms(client: httpx.AsyncClient, shop_id: str) -> list[str]:
        try:
            response = await client.get("/terms", params={"shop": shop_id})
            response.raise_for_status()
        except httpx.TimeoutException as error:
            logger.warning("Failed to fetch terms (shop_id=%s): %r", shop_id, error)
            return []
        return response.json()
    ```

    ## Fix

    Logs and counts the timeout at the beginning of the handler, which then goes on as it did. It refuses where the fix
    of OWN201 does.

    ## Limits

    Off by default: a poll that finds nothing in time ends in the same handler, and only its author knows which it is.
    """

    code, name, since = "OWN204", "silenced-timeout", "0.1.0"
    at_guard = True
    message = "a timeout of {call} is hidden by the handler on line {row}, which neither logs nor counts it"
    severity = "error"
    edit = Edit("ReportTimeout", "safe", "Log and count the timeout")
    on = False
    example_options = MappingProxyType({"ignore": ("OWN1",)})

    def applies(self, site: Site, settings: Settings) -> bool:
        return site.demands_owner and site.around.silent_timeout_row is not None

    def row(self, site: Site) -> int | None:
        return site.around.silent_timeout_row
