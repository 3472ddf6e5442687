"""OWN208."""

from __future__ import annotations

from flake8_ownership.rules._rule import SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site

_WHERE = {
    "future": "in the future that it gives",
    "errors": "in the list that it gives",
    "status": "in the exit status of the process",
}


class UnreadOutcome(SiteRule):
    """An async I/O call returns a value that says whether it failed, and nobody reads that value.

    ## Why

    Not every failure is raised. `await producer.send()` of aiokafka gives a future that holds what the broker said;
    `async_bulk(raise_on_error=False)` gives the documents that were refused; a process has an exit status. A `try`
    around such a call catches nothing: whoever throws the value away counts a loss as a success.

    ## Example

    ```python
    import logging

    from aiokafka import AIOKafkaProducer

    logger = logging.getLogger(__name__)


    async def publish(producer: AIOKafkaProducer, order: bytes) -> None:
        try:
            await producer.send("orders", order)
        except Exception:
            logger.exception("Failed to publish an order")
            raise
    ```

    Use instead:

    ```python
    import logging

    from aiokafka import AIOKafkaProducer

    logger = logging.getLogger(__name__)


    async def publish(producer: AIOKafkaProducer, order: bytes) -> None:
        try:
            await producer.send_and_wait("orders", order)
        except Exception:
            logger.exception("Failed to publish an order")
            raise
    ```

    ## Limits

    The catalogue says which calls give their failures back, and how (`outcome`). A value that is returned, kept, or
    handed to another function is left alone, and so is a process that the function kills, or of which it asks for,
    tells or hands on what `stderr` has, or parses as JSON or XML what it has written. Silent where the library logs
    such a failure itself, and names the case, as aioapns does with a push that Apple refuses. The exit status of
    some commands is an answer (`grep`, `diff`, `pkill`: `flake8_ownership/catalogue/commands.toml` has all), and
    that of cleanup concerns nobody: in a `finally` or in a handler that deals with a failure, in a function that
    only closes or stops something, or where a comment beside it says that it does not matter.
    """

    code, name, since = "OWN208", "unread-outcome", "0.1.0"
    severity = "error"
    message = "a failure of {call} comes back {outcome}, which nobody reads"
    asks = frozenset({"outcome_unread"})

    def applies(self, site: Site, settings: Settings) -> bool:
        return bool(site.around.outcome_unread) and site.handling == "here"

    def more(self, site: Site) -> dict[str, str]:
        return {"outcome": _WHERE.get(site.around.outcome_unread, "")}
