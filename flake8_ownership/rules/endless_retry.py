"""OWN503."""

from __future__ import annotations

from flake8_ownership.rules._rule import SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class EndlessRetry(SiteRule):
    """A loop tries an async I/O call again after each failure, without a bound.

    ## Why

    A failure that lasts (a revoked key, a renamed host, a service that is gone) never becomes a failure of the
    operation: the loop goes on, whoever waits for it waits forever, and the log of each attempt looks like the log of
    an attempt before a success. Clients that never give up can also keep down a service that is trying to recover.

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

    Only a retry counts: a loop that ends with a success, which returns, breaks, or sets the variable that the loop
    tests (`while answer is None`). A worker that goes on with the next message after a failure is not a retry, nor is a
    poll that only breaks under a condition. The loops that are looked at are `while True`, one that goes on until such
    a variable is set, and one over `itertools.count()`, `cycle()` or `repeat()`; those of tenacity and backoff are not.

    Anything that may end the loop after a failure is taken to end it: a `raise`, `return`, `break` or `assert` under
    any condition, in the handler or outside the `try`; a wait for anything but time; a function of the project that
    raises; an iterator that may run out; and an unknown function that is named after attempts or failures. So is a
    condition that reads an attribute or calls something (`while not self.closed`), which other code may change, and a
    timeout around the loop or in a decorator. A timeout around the call of the function is not seen. A handler that
    hands the failure on as a value is not looked at; one that catches only some of the failures leaves the others to
    end the loop.

    There is no fix: only the author knows how many attempts are enough, and what should happen after them.

    Off by default: a connection that is needed for as long as the process runs is rightly retried forever, and it has
    not been measured on real code how many findings are of that kind.
    """

    code, name, since = "OWN503", "endless-retry", "0.1.0"
    on = False
    at_guard = True
    message = "{call} is tried again after each failure, without a bound: the handler on line {row} never gives up"
    severity = "info"
    asks = frozenset({"endless"})

    def applies(self, site: Site, settings: Settings) -> bool:
        return site.demands_owner and site.leads and site.around.endless
