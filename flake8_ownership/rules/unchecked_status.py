"""OWN501."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class UncheckedStatus(SiteRule):
    """The answer to an HTTP request is used, and nothing reads its status.

    ## Why

    A 500 raises nothing by itself: it is an answer like any other. The call returned, the dashboard is green, and the
    error page was parsed, stored or thrown away. This is the space between two services.

    ## Example

    ```python
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def notify(client: httpx.AsyncClient, order_id: str) -> None:
        try:
            await client.post("/orders", json={"id": order_id})
        except httpx.HTTPError:
            logger.exception("Failed to notify", extra={"order_id": order_id})
            raise
    ```

    Use instead:

    ```python
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def notify(client: httpx.AsyncClient, order_id: str) -> None:
        try:
            response = await client.post("/orders", json={"id": order_id})
            response.raise_for_status()
        except httpx.HTTPError:
            logger.exception("Failed to notify", extra={"order_id": order_id})
            raise
    ```

    ## Fix

    Has the answer raise where its status tells of a failure. The fix is unsafe: what went on after a 500 no longer
    does. An answer is left alone if it is one to HEAD, if its body says what it is (its parsing has a handler) or is
    handed on as it is to a caller who may look for an error in it, if the handlers around it would not catch what it
    raises or are for requests without an answer, if one of them asks once more, and if the file checks statuses in a
    way of its own.

    ## Limits

    The client has to be known (httpx, aiohttp …). Silent where the response is handed on, where any of its parts that
    tell the status is read, where the function looks into the body for what services say of errors (`error`, `code`,
    `ok`, `message`) or demands a key (`response.json()["id"]`), and where the client was told to raise,
    or may have been: where its making is not seen and another client of the project is. Silent where the body is parsed
    as JSON under a guard that reports what that raises: an error page fails there. What only takes the body as text or
    bytes never fails. A status that is only printed is not read. Silent too where a handler hides the failures of the
    call, of which OWN201 tells: it would hide what a bad status raises as well.
    """

    code, name, since = "OWN501", "unchecked-status", "0.1.0"
    message = "nothing reads the status of the answer to {call}: a 500 would go unseen"
    asks = frozenset({"status_unread"})
    edit = Edit("RaiseForStatus", "unsafe", "Raise for a bad status")

    def applies(self, site: Site, settings: Settings) -> bool:
        return site.around.status_unread in ("dropped", "used") and site.verdict != "silenced"
