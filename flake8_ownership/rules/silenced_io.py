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
    adds runs only where the call has failed. The log is a warning, since the code copes with the failure. It has the
    traceback, or only the text of the error where the file's other handlers log that; where most of them log at error
    level, so does the fix.

    A handler is left alone if it catches cancellation as well, or if it ends the failure on purpose: a comment in it
    says why, it keeps the error under a name for later, it tells the person who typed the command, it is inside another
    handler, or the handlers of its file log such failures at debug level. So is a handler for an expected outcome
    (`NotFound`, a function that checks for a 404), for an attempt after which the function waits or tries another way,
    for cleanup, and for what the program reports about itself. And so is one whose log would say nothing: no name says
    in words what was tried, or none are true of all that may have failed there; nothing that the call is given tells
    one case or one iteration of a loop from another; or the file's logs are not written in Latin letters.

    ## Options

    `observers` names functions of your own that report a failure.

    ## Limits

    Only a handler that catches failures in general counts. One for an expected outcome (not found, duplicate key,
    disconnect, poll timeout) is control flow, and so is one that hands the exception on as a value, or returns a value
    that says that something failed (`{"ok": False}`, `Status("cannot connect")`, `State.FAILED`). One that only reports
    it by debug, info or `print` is OWN402's, and one that names each error that it lets pass and neither returns nor
    raises is OWN202's, as a `suppress` is. Silent too where the handler

    - tries another way (a second host, an older call), or the code after the `try` does where nothing was found,
    - also catches an expected outcome, or is followed by code that raises anyway,
    - starts another attempt, and giving up is reported or raises, or polls: the loop pauses and asks again until time
      is up,
    - is directly followed by another call on the same object of a library, which will run into the same failure,
    - returns a constant after a command has failed, since its exit status may be the answer,
    - names an error that the project raises and whose name says that it is an outcome (`ChannelClosed`), or one of a
      library that the catalogue lacks,
    - is in a function that only closes or stops something (`close`, `shutdown`) and is given no identifier,
    - guards only `PRAGMA`s or changes to a database's schema, which fail where they have been made already,
    - adds to a counter that the project reads elsewhere (`self.errors += 1`),
    - guards only the calls of a cache that read or fill it, and raises nothing: a cache that fails costs time. So too
      where the store expires what is put there (`set(key, text, ex=60)`) and the function goes on,
    - lists or counts what failed, or counts what has not, and the code after it hands that list or number on,
    - returns `None` or `False`, and every caller of its function reports that,
    - guards only calls that close or stop something and are given no identifier (`await self.listener.stop()`),
    - says that this is intended: "best effort", "never raises", "not fatal" and the like in a comment in the handler or
      right above the `try`, in the docstring of the function or class, or in the name of the function
      (`flake8_ownership/catalogue/remarks.toml` has all),
    - is inside a handler that has reported a failure or raises it again, or in a `finally`,
    - ends what a function of the project has printed before it raised it again,
    - is for a call that is a mere courtesy to the user (a typing indicator, an answer to a button), or guards only
      replies to whoever has written to a bot, or edits of its own messages,
    - does nothing, and guards only what shows something in a chat (`await channel.send(text)`),
    - does nothing or only leaves (`break`, `return`), and is for a peer that leaves as it likes: the client of a
      websocket that the project serves,
    - answers no in a function that is called and declared as a question (`topic_exists(name) -> bool`), unless that is
      given a secret.
    """

    code, name, since = "OWN201", "silenced-io", "0.1.0"
    at_guard = True
    message = "a failure of {call} is hidden by the handler on line {row}, which neither logs nor counts it"
    severity = "error"
    edit = Edit("ReportFailure", "safe", "Log and count the failure")

    def applies(self, site: Site, settings: Settings) -> bool:
        ended = site.verdict == "silenced" and site.ruling.guard == "handler" and not site.ruling.foreseen
        told = site.leads or settings.granularity == "call"
        return told and site.demands_owner and ended and not site.whispered and not site.may_be_let_go
