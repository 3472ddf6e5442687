"""OWN206."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class CarriedFailure(SiteRule):
    """A failure of an async I/O call is handed on as a value, with no report anywhere.

    ## Why

    An error that travels as a value travels only as far as somebody looks at it. A report where it happened is the one
    that cannot be forgotten.

    ## Example

    ```python
    import httpx


    async def probe(client: httpx.AsyncClient, host: str) -> dict[str, object]:
        try:
            response = await client.get(f"https://{host}/health")
        except httpx.HTTPError as error:
            return {"ok": False, "error": str(error)}
        return {"ok": response.is_success}
    ```

    Use instead:

    ```python
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def probe(client: httpx.AsyncClient, host: str) -> dict[str, object]:
        try:
            response = await client.get(f"https://{host}/health")
        except httpx.HTTPError as error:
            logger.warning("GET /health failed (host=%s): %r", host, error)
            return {"ok": False, "error": str(error)}
        return {"ok": response.is_success}
    ```

    ## Fix

    Logs and counts the failure at the beginning of the handler, which then hands it on as it did. It refuses where the
    fix of OWN201 does.

    ## Limits

    Off by default: results that carry errors are a style of their own, and their readers may well report.
    """

    code, name, since = "OWN206", "carried-failure", "0.1.0"
    at_guard = True
    message = "a failure of {call} leaves the handler on line {row} as a value, with no report anywhere"
    severity = "error"
    edit = Edit("ReportFailure", "safe", "Log and count the failure")
    on = False

    def applies(self, site: Site, settings: Settings) -> bool:
        return site.demands_owner and site.verdict == "carried" and site.ruling.guard == "handler"
