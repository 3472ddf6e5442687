"""OWN405."""

from __future__ import annotations

from types import MappingProxyType

from flake8_ownership.rules._rule import Edit, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class BrokenChain(SiteRule):
    """A handler raises another error `from None`, without a report: the trace ends there.

    ## Why

    `from None` takes away the error that was the cause. Whoever looks at the new error at three in the morning sees
    that the gateway is unavailable, and has no way to learn why.

    ## Example

    ```python
    import httpx


    class GatewayUnavailable(Exception):
        pass


    async def charge(client: httpx.AsyncClient, order_id: str) -> None:
        try:
            response = await client.post("/charges", json={"order": order_id})
            response.raise_for_status()
        except httpx.HTTPError:
            raise GatewayUnavailable(order_id) from None
    ```

    Use instead:

    ```python
    import httpx


    class GatewayUnavailable(Exception):
        pass


    async def charge(client: httpx.AsyncClient, order_id: str) -> None:
        try:
            response = await client.post("/charges", json={"order": order_id})
            response.raise_for_status()
        except httpx.HTTPError as error:
            raise GatewayUnavailable(order_id) from error
    ```

    ## Fix

    Raises the error `from` what the handler has caught. The fix is unsafe: code that shows the error to users will show
    its cause as well.

    ## Limits

    Silent where the new error is made from the old one (`Unavailable(str(error))`), and in a handler that reports.
    `raise X` without `from` keeps the cause: flake8-bugbear's B904 is about its wording.

    Off by default: in real code two of nine findings hid the cause on purpose, because it would have shown a token.
    """

    code, name, since = "OWN405", "broken-chain", "0.1.0"
    on = False
    at_guard = True
    message = "the error raised from None on line {row} hides why {call} failed, and nothing has reported it"
    severity = "info"
    edit = Edit("KeepCause", "unsafe", "Keep the cause")
    # The call is unowned too, which is another matter.
    example_options = MappingProxyType({"ignore": ("OWN101",)})

    def applies(self, site: Site, settings: Settings) -> bool:
        return site.demands_owner and site.leads and site.around.hidden_cause_row is not None

    def row(self, site: Site) -> int | None:
        return site.around.hidden_cause_row
