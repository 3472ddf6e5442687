"""OWN202."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class SuppressedIo(SiteRule):
    """`contextlib.suppress` around an async I/O call hides whatever it fails with.

    ## Why

    `suppress` is for outcomes that are as good as success, such as a file that is already gone. With a general error,
    around a call to another service, it means that nobody will ever learn of an outage.

    ## Example

    ```python
    from contextlib import suppress

    import httpx


    async def notify(client: httpx.AsyncClient, cart_id: str) -> None:
        with suppress(httpx.HTTPError):
            response = await client.post(f"/carts/{cart_id}")
            response.raise_for_status()
    ```

    Use instead:

    ```python
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def notify(client: httpx.AsyncClient, cart_id: str) -> None:
        try:
            response = await client.post(f"/carts/{cart_id}")
            response.raise_for_status()
        except httpx.HTTPError as error:
            logger.warning("POST /carts failed (cart_id=%s): %r", cart_id, error)
    ```

    ## Fix

    Replaces `suppress` with a handler for the same errors that logs and counts. The fix is unsafe: from Python 3.12 on,
    `suppress` looks into exception groups, which `except` does not. It refuses where the fix of OWN201 does, and where
    the suppressed error is more specific than `Exception`, `OSError` or the base of a library's errors.

    ## Limits

    Suppressing an expected outcome (not found, disconnect, cancelled) is left alone, also where a general error is
    suppressed with it. So is a `suppress` in a `finally`, or in a handler that has reported a failure or raises it
    again; one around a mere courtesy to the user (a typing indicator, an answer to a button); and one that a comment or
    docstring says is intended, as in OWN201.

    Off by default: whoever writes `suppress` says that the failure does not matter, and in real code it rarely does. Of
    46 judgements by readers who did not know the tool, 4 would have changed the code.
    """

    code, name, since = "OWN202", "suppressed-io", "0.1.0"
    on = False
    at_guard = True
    message = "a failure of {call} is hidden by the suppress on line {row}"
    severity = "error"
    edit = Edit("ReplaceSuppress", "unsafe", "Log and count the failure, then go on")

    def applies(self, site: Site, settings: Settings) -> bool:
        ended = site.verdict == "silenced" and site.ruling.guard == "suppress"
        told = site.leads or settings.granularity == "call"
        return told and site.demands_owner and ended and not site.may_be_let_go
