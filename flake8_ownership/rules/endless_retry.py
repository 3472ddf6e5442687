"""OWN503."""

from __future__ import annotations

from flake8_ownership.rules._rule import SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class EndlessRetry(SiteRule):
    """A loop tries an async I/O call again after each failure, without a bound.

    ## Why

    A failure that lasts (a revoked key, a renamed host, a service that is gone) never becomes one of the operation: the
    loop goes round, whoever waits for it waits for ever, and the log of each attempt looks like those after which all
    went well. Clients that never give up also keep a service down that tries to come back.

    ## Example

    ```python
    import asyncio
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def fetch_order(client: httpx.AsyncClient, order_id: str) -> bytes:
        while True:
            try:
                response = await client.get(f"/orders/{order_id}")
                response.raise_for_status()
                return response.content
            except httpx.HTTPError as error:
                logger.warning("Failed to fetch order (order_id=%s): %r", order_id, error)
                await asyncio.sleep(1)
    ```

    Use instead:

    ```python
    import asyncio
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def fetch_order(client: httpx.AsyncClient, order_id: str) -> bytes:
        attempts = 0
        while True:
            try:
                response = await client.get(f"/orders/{order_id}")
                response.raise_for_status()
                return response.content
            except httpx.HTTPError as error:
                logger.warning("Failed to fetch order (order_id=%s): %r", order_id, error)
                attempts += 1
                if attempts == 5:
                    raise
                await asyncio.sleep(1)
    ```

    ## Limits

    Only a retry counts, which a success ends: it returns, breaks, or sets the variable that the loop asks
    (`while answer is None`). A worker that goes on with the next message after a failure is none, nor is a poll that
    only breaks under a condition. The loops are `while True`, one that goes on until such a variable is set, and one
    over `itertools.count()`, `cycle()` or `repeat()`; not tenacity's or backoff's.

    Whatever may be a way out in a round that fails is taken for one: a `raise`, `return`, `break` or `assert` under
    whatever condition, in the handler or outside of the `try`; a wait for anything but time; a function of the project
    that raises, an iterator that may run out, and what is not known and is named after attempts or failures. So is a
    condition that asks an attribute or calls something (`while not self.closed`), which others may change, and a
    timeout around the loop or in a decorator. A timeout around the call of the function is not seen. A handler that
    hands the failure on as a value decides nothing about it; one for some of the failures leaves the others to end
    the loop.

    There is no fix: how often is enough, and what is to become of the operation then, only its author knows.

    Off by default: what has to be connected for as long as the process runs is rightly tried for ever, and no reading
    of real code has told yet how often that is what it finds.
    """

    code, name, since = "OWN503", "endless-retry", "0.1.0"
    on = False
    at_guard = True
    message = "{call} is tried again after each failure, without a bound: the handler on line {row} never gives up"
    severity = "info"
    asks = frozenset({"endless"})

    def applies(self, site: Site, settings: Settings) -> bool:
        return site.demands_owner and site.leads and site.around.endless
