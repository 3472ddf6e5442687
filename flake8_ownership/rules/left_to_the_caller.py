"""OWN108."""

from __future__ import annotations

from flake8_ownership.rules._rule import OperationRule


class LeftToTheCaller(OperationRule):
    """A library hands the failure of its I/O to its user unreported.

    ## Why

    Whoever calls a library gets its errors, and that is mostly right. A library whose failures should be easy to trace
    logs what failed before it raises the error.

    ## Example

    ```python
    import httpx


    async def rates(client: httpx.AsyncClient, currency: str) -> httpx.Response:
        return await client.get(f"/rates/{currency}")
    ```

    Use instead:

    ```python
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def rates(client: httpx.AsyncClient, currency: str) -> httpx.Response:
        try:
            return await client.get(f"/rates/{currency}")
        except httpx.HTTPError:
            logger.exception("GET /rates failed", extra={"currency": currency})
            raise
    ```

    ## Options

    `kind` says whether the project is a library.

    ## Limits

    Off by default. Only functions that nothing in the project calls are looked at.
    """

    code, name, since = "OWN108", "left-to-the-caller", "0.1.0"
    message = "{operation}: {calls} can fail, and the library leaves it to its user"
    endings = ("public",)
    on = False
    severity = "info"
    asks = frozenset({"operations", "public"})
    example_options = {"kind": "library"}  # noqa: RUF012 - read only
