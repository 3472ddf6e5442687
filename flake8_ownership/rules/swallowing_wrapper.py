"""OWN207."""

from __future__ import annotations

from flake8_ownership.rules._rule import SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class SwallowingWrapper(SiteRule):
    """A context manager, decorator or helper of the project silently swallows the failure of an async I/O call.

    ## Why

    The function that makes the call looks as if its failure went on to the caller. It does not: what is wrapped around
    it catches everything, and the place that says so is in another function, often in another file. Whoever reads the
    call does not see that it cannot fail.

    ## Example

    ```python
    from contextlib import asynccontextmanager

    from redis.asyncio import Redis


    @asynccontextmanager
    async def borrowed(client: Redis):
        try:
            yield client
        except Exception:
            pass


    async def remember(client: Redis, key: str, value: str) -> None:
        async with borrowed(client) as connection:
            await connection.set(key, value)
    ```

    Use instead:

    ```python
    import logging
    from contextlib import asynccontextmanager

    from redis.asyncio import Redis

    logger = logging.getLogger(__name__)


    @asynccontextmanager
    async def borrowed(client: Redis):
        try:
            yield client
        except Exception:
            logger.exception("Failed to use the connection")


    async def remember(client: Redis, key: str, value: str) -> None:
        async with borrowed(client) as connection:
            await connection.set(key, value)
    ```

    ## Options

    `observers` names context managers, decorators and functions of your own that report a failure.

    ## Limits

    Reported once for each use of the wrapper, at the first call in it. A wrapper whose handler is for an expected
    outcome (not found, disconnect, timeout), or that tries another way, is left alone.
    """

    code, name, since = "OWN207", "swallowing-wrapper", "0.1.0"
    at_guard = True
    severity = "error"
    message = "a failure of {call} is swallowed: {reason}"

    def applies(self, site: Site, settings: Settings) -> bool:
        wrapped = site.ruling.guard in ("scope", "decorator", "helper")
        ended = site.verdict == "silenced" and wrapped and not site.may_be_let_go and not site.ruling.whispers
        return site.demands_owner and site.leads and ended
