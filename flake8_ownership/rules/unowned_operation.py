"""OWN101."""

from __future__ import annotations

from types import MappingProxyType

from flake8_ownership.rules._rule import Edit, OperationRule


class UnownedOperation(OperationRule):
    """An operation lets a failure of its I/O escape, and nothing known reports it.

    ## Why

    An operation is a function where work begins: something other than a known call of the project starts it. Its calls
    cross to other services, and one day one of those is down. The exception then leaves the operation and travels to
    whatever is outermost, which knows neither the order nor the customer, if it says anything at all. The owner of an
    operation writes down what failed and for whom, counts it, and lets the error go on.

    A function that others of the project call is no operation: its failure is followed to its callers, and reported
    where it is lost, or at the operation that it leaves.

    ## Example

    ```python
    import httpx


    async def fetch_invoice(client: httpx.AsyncClient, invoice_id: str) -> httpx.Response:
        return await client.get(f"/invoices/{invoice_id}")
    ```

    Use instead:

    ```python
    import logging

    import httpx

    logger = logging.getLogger(__name__)


    async def fetch_invoice(client: httpx.AsyncClient, invoice_id: str) -> httpx.Response:
        logger.info("Fetching invoice %s", invoice_id)
        try:
            return await client.get(f"/invoices/{invoice_id}")
        except Exception:
            logger.exception("Failed to fetch invoice %s", invoice_id)
            raise
    ```

    ## Fix

    Inserts the ownership pattern in the project's own dialect: an entry log with the identifiers at hand, a guard that
    logs and counts the failure and raises it again, and a count of the successes where a metric is configured. The fix
    is unsafe, because it adds calls.

    ## Options

    `entry-log`, `metrics` and `fix-max-lines` shape the fix. `not-io` names calls that are no I/O; `observers` names
    functions, decorators and context managers of your own that report a failure. With `granularity = "call"` each I/O
    call is reported whose own function reports nothing. `kind` says whether the project is a library, whose functions
    are called by its users; with `kind = "application"` you say that everything that runs its functions is in it.

    ## Limits

    Reported once for each operation, at the first call that lets a failure through. Where more than three operations of
    a file end in a framework that prints nothing of what they raise, as it is set up, all but the first are only
    counted in its message, and there is no fix: one handler of errors reports for all. So it is where more than three
    lose nothing but what one function makes an answer of. Silent where it is not known who calls a function; `why` says
    what is in doubt. A function that nobody in a project calls may be dead, called by its name, or by a framework that
    the catalogue lacks: it is reported only in a file that belongs to no project, in one that is all a project has, and
    with `kind = "application"`. Calls that only close something are listed by `sites` but are no findings, what a
    module prints of its main coroutine's failure is told to whoever started it, and a tool of an MCP server answers
    whoever called it with the error.
    """

    code, name, since = "OWN101", "unowned-operation", "0.1.0"
    message = "{operation}: {calls} can fail without a log or metric"
    by_call = "{call} may fail unseen: nothing here logs or counts its failure"
    endings, named = ("open",), False
    example_options = MappingProxyType({"kind": "application"})
    edit = Edit("InsertOwnership", "unsafe", "Own the failure: log it, count it, raise it again")
