"""OWN201."""

from __future__ import annotations

from flake8_ownership.rules._rule import Edit, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site


class SilencedIo(SiteRule):
    """A handler catches what an async I/O call fails with, and tells nobody.

    ## Why

    The call failed, the handler put a default in its place, and every dashboard stayed green. When the other side has
    been down for a week, nothing in this service will have said so.

    ## Example

    ```python
    import httpx


    async def fetch_rate(client: httpx.AsyncClient, symbol: str) -> float:
        try:
            response = await client.get(f"/rates/{symbol}")
            response.raise_for_status()
        except httpx.HTTPError:
            return 1.0
        return response.json()["rate"]
    ```

    Use instead:

    ```python
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def fetch_rate(client: httpx.AsyncClient, symbol: str) -> float:
        try:
            response = await client.get(f"/rates/{symbol}")
            response.raise_for_status()
        except httpx.HTTPError as error:
            logger.warning("Failed to fetch rate (symbol=%s): %r", symbol, error)
            return 1.0
        return response.json()["rate"]
    ```

    ## Fix

    Logs and counts the failure at the beginning of the handler, which then goes on as it did. The fix is safe: what it
    adds runs only where the call has failed. It warns, since the code has an answer to the failure: with the traceback,
    or with what the error says where the file's handlers do; where most of them log errors it does as they do.

    A handler is left alone that catches cancellation as well, or that ends the failure on purpose: a comment in it says
    why, it hands the error on under a name, it tells whoever has typed the command, it stands in another handler, or
    the handlers of its file tell such failures by debug. So is one for an outcome like others (`NotFound`, a function
    that knows a 404), for an attempt after which the function waits or goes on with another way, for what only tidies
    up, and for what is reported about the program itself. And so is one whose log would say nothing: the call has no
    name that says in words what was tried, nothing that it is given tells one case or one turn of a loop from another,
    or the file's logs are written in other letters than Latin ones.

    ## Options

    `observers` names functions of your own that report a failure.

    ## Limits

    Only a handler that would catch the general failure counts. One for an expected outcome (not found, duplicate key,
    disconnect, poll timeout) is control flow, and so is one that hands the exception on as a value, or answers that
    something failed (`{"ok": False}`, `Status("cannot connect")`, `State.FAILED`). One that tells of it by debug, info
    or `print` is OWN402's. Silent too where the handler

    - waits for another way (a second host, an older call), or what comes after the `try` does where nothing was found,
    - is for an expected outcome as well, or what comes after it raises in any case,
    - starts another attempt, and giving up is reported or raises, or polls: the loop pauses and asks again until time
      is up,
    - goes on with another call of the same object of a library right after it, which meets what has failed as well,
    - answers with a constant that a command has failed, since its exit status may be the answer,
    - names an error that the project raises and whose name says that it is an outcome (`ChannelClosed`), or one of a
      library that the catalogue lacks,
    - stands in a function that only brings something to its end (`close`, `shutdown`) and is given nothing that tells a
      case,
    - stands around nothing but `PRAGMA`s or changes of a database's schema, which fail where they are made already,
    - lists or counts what failed, or counts what has not, and what comes after it hands that list or number on,
    - answers `None` or `False`, and every caller of its function reports where it gets that,
    - stands around nothing but what brings something to its end, and is given nothing that tells a case
      (`await self.listener.stop()`),
    - says that it is meant: "best effort", "never raises", "not fatal" and the like in a comment in the handler or
      right above the `try`, in the docstring of the function or class, or in the name of the function
      (`flake8_ownership/catalogue/remarks.toml` has all),
    - stands in a handler that has reported a failure or raises it on, or in a `finally`,
    - ends what is a mere courtesy to whoever looks on (a typing sign, an answer to a button).
    """

    code, name, since = "OWN201", "silenced-io", "0.1.0"
    at_guard = True
    message = "a failure of {call} is hidden by the handler on line {row}, which neither logs nor counts it"
    severity = "error"
    edit = Edit("ReportFailure", "safe", "Log and count the failure")

    def applies(self, site: Site, settings: Settings) -> bool:
        ended = site.verdict == "silenced" and site.ruling.guard == "handler"
        told = site.leads or settings.granularity == "call"
        return told and site.demands_owner and ended and not site.whispered and not site.may_be_let_go
