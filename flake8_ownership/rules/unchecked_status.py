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

    Makes the answer raise an error where its status is one of failure. The fix is unsafe: what went on after a 500 no
    longer does. An answer is left alone if it is the answer to a HEAD request, if its body says what it is (its parsing
    has a handler) or is handed on unchanged to a caller that may look for an error in it, if the function answers yes
    or no, if the handlers around it would not catch what it raises or are for requests without an answer, if one of
    them makes the request again, if the file checks statuses in its own way, and if a library has errors of its own for
    what a server answers (`HTTPException`, `ApiError`).

    ## Limits

    The client has to be known (httpx, aiohttp …). Silent where the response is handed on, where anything that gives its
    status is read, where the function looks in the body for what services say about errors (`error`, `code`, `ok`,
    `message`) or demands a key, an item or a header (`response.json()["id"]`), and where the client was told to raise,
    or may have been: it is not seen how it was made, and another client of the project was told to. Silent where a
    request that changes nothing (`get`, `head`) is made for its own sake, where the body is given to a library that
    works on it (`soundfile.read(body)`), to a function of the project that fails where it is not what it expects, or as
    a picture to whoever shows it, and where it is returned as it came and all callers demand something of it. Silent
    where the body is parsed as JSON, for an error page fails there: unless a handler hides that, the one that reports
    failures of the request hears nothing of it, or the function, or one that it returns the body to, asks it for what
    may be missing (`body.get("id")`). Code that only takes the body as text or bytes never fails. A status that is only
    printed does not count as read. Silent too where a handler hides the failures of the call, which OWN201 reports: it
    would hide what a bad status raises as well.
    """

    code, name, since = "OWN501", "unchecked-status", "0.1.0"
    message = "nothing reads the status of the answer to {call}: a 500 would go unseen"
    asks = frozenset({"status_unread"})
    edit = Edit("RaiseForStatus", "unsafe", "Raise for a bad status")

    def applies(self, site: Site, settings: Settings) -> bool:
        return site.around.status_unread in ("dropped", "used") and site.verdict != "silenced"
