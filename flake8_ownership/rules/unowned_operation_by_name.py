"""OWN102."""

from __future__ import annotations

from types import MappingProxyType

from flake8_ownership.rules._rule import Edit, OperationRule


class UnownedOperationByName(OperationRule):
    """An operation lets a failure escape from a call that looks like I/O, and nothing known reports it.

    ## Why

    The same as OWN101, for a call that only its names give away: nothing in the project tells what `db` is, but
    `await db.save(order)` hardly means anything else. The rule has a code of its own because names are weaker evidence
    than types, and a project may want the one without the other.

    ## Example

    ```python
    async def process_order(db, order):
        return await db.save(order)
    ```

    Use instead:

    ```python
    import logging

    logger = logging.getLogger(__name__)


    async def process_order(db, order):
        try:
            return await db.save(order)
        except Exception:
            logger.exception("Failed to process order")
            raise
    ```

    ## Fix

    The same as OWN101's, and unsafe for the same reason.

    ## Options

    `not-io` takes the call as it is written (`db.save`); an annotation on the parameter settles it for good.

    ## Limits

    Silent wherever anything is known of the receiver: a class or module of the project, an object of the standard
    library, a library that the catalogue knows.
    """

    code, name, since = "OWN102", "unowned-operation-by-name", "0.1.0"
    message = "{operation}: {calls} can fail without a log or metric; only names say that it is I/O"
    at_boundary = (
        "{operation}: only the traceback of {framework} shows that {calls} failed; only names say that it is I/O"
    )
    by_call = "{call} looks like I/O and may fail unseen: nothing here logs or counts its failure"
    endings, named = ("open", "boundary"), True
    example_options = MappingProxyType({"kind": "application"})
    severity = "info"
    edit = Edit("InsertOwnership", "unsafe", "Own the failure: log it, count it, raise it again")
