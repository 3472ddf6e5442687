"""OWN502."""

from __future__ import annotations

from types import MappingProxyType

from flake8_ownership.rules._rule import Edit, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class SilentRetry(SiteRule):
    """A retry around async I/O does not report the attempts that failed.

    ## Why

    The call works, the third time. For weeks every request takes three attempts, and the day it needs four, the first
    sign of it is an outage. tenacity says nothing unless it is told to.

    ## Example

    ```python
    import httpx
    from tenacity import retry, stop_after_attempt


    @retry(stop=stop_after_attempt(3))
    async def fetch_order(client: httpx.AsyncClient, order_id: str) -> bytes:
        response = await client.get(f"/orders/{order_id}")
        response.raise_for_status()
        return response.content
    ```

    Use instead:

    ```python
    import logging

    import httpx
    from tenacity import after_log, retry, stop_after_attempt

    logger = logging.getLogger(__name__)


    @retry(stop=stop_after_attempt(3), after=after_log(logger, logging.WARNING))
    async def fetch_order(client: httpx.AsyncClient, order_id: str) -> bytes:
        response = await client.get(f"/orders/{order_id}")
        response.raise_for_status()
        return response.content
    ```

    ## Fix

    Gives tenacity a hook that logs each attempt that failed. The fix is safe: what it adds runs only after a failure.

    ## Limits

    Only tenacity and backoff are looked at, as a decorator or a loop. Silent where anything in the function or every
    caller of it reports the failure, and where the retry is built elsewhere.

    Off by default: in real code two of three findings were about errors that are logged before they are raised, or that
    never happen.
    """

    code, name, since = "OWN502", "silent-retry", "0.1.0"
    on = False
    message = "{retry} tries {call} again without a word: neither the attempts nor the last failure is reported"
    severity = "info"
    asks = frozenset({"silent_retry"})
    edit = Edit("AddRetryHook", "safe", "Log the attempts that failed")
    # The call is unowned too, which is another matter.
    example_options = MappingProxyType({"ignore": ("OWN101",)})

    def applies(self, site: Site, settings: Settings) -> bool:
        return site.demands_owner and site.leads and bool(site.around.silent_retry) and site.verdict == "unowned"
