"""The other logs of a function that tell of failures and name no identifier, beside one that gets some."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from flake8_ownership.catalogue.observers import LOUD
from flake8_ownership.codemods.dialects import Context
from flake8_ownership.codemods.edits import Job
from flake8_ownership.codemods.edits.handlers import last_name
from flake8_ownership.codemods.words import words
from flake8_ownership.index import trees
from flake8_ownership.sites.body_tests import is_error_looked_for
from flake8_ownership.sites.context import is_identifier

_Handler = cst.ExceptHandler | cst.ExceptStarHandler


@dataclass(frozen=True, slots=True)
class Beside:
    """A log, as both trees have it, and the identifiers that it may carry."""

    call: cst.Call
    twin: ast.Call
    context: tuple[Context, ...]


def logs_beside(
    job: Job, statement: cst.Try | cst.TryStar, handler: _Handler, context: tuple[Context, ...], own: Collection[int]
) -> Iterator[Beside]:
    """The logs without an identifier with which the other handlers of a `try` tell of failures; none of those that
    findings are about, which stand in the rows `own`."""
    for one in statement.handlers:
        if one is not handler:
            yield from (Beside(call, twin, context) for call, twin in _nameless(job, one.body, own))


def logs_elsewhere(job: Job, context: Sequence[Context], own: Collection[int]) -> Iterator[Beside]:
    """The same of those by which a function tells of any other failure, or of a bad status, and shows nothing else:
    each may carry those of the `context` that are at hand there as well."""
    for place, block in _others(job):
        found = [
            (call, twin)
            for call, twin in _nameless(job, block, own)
            if _names(*twin.args, *(one.value for one in twin.keywords)) <= _told_by(job, place)
        ]
        shared = _shared(job, place, context) if found else ()
        yield from (Beside(call, twin, shared) for call, twin in found if shared)


def _others(job: Job) -> Iterator[tuple[cst.BaseCompoundStatement, cst.BaseSuite]]:
    """The blocks of a function where something that it waited for has failed, or anything whatever, or a status is bad,
    each with the statement that it is a part of."""
    for other in job.trees.below(job.node):
        if isinstance(other, (cst.Try, cst.TryStar)):
            waits = _waits(job, other)
            yield from ((other, one.body) for one in other.handlers if waits or _catches_all(one))
        elif isinstance(other, cst.If) and _asks_status(job, other):
            yield other, other.body
            if isinstance(other.orelse, cst.Else):
                yield other, other.orelse.body


def _nameless(job: Job, block: cst.BaseSuite, own: Collection[int]) -> Iterator[tuple[cst.Call, ast.Call]]:
    """The loud logs right in a block that show no identifier."""
    for line in block.body if isinstance(block, cst.IndentedBlock) else ():
        small = line.body[0] if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 else None
        call = small.value if isinstance(small, cst.Expr) else None
        twin = job.trees.twin(call) if isinstance(call, cst.Call) else None
        if isinstance(call, cst.Call) and isinstance(twin, ast.Call) and last_name(call.func) in LOUD:
            named = (getattr(node, "id", "") or getattr(node, "attr", "") for node in ast.walk(twin))
            if twin.lineno not in own and not any(map(is_identifier, named)):
                yield call, twin


def _waits(job: Job, statement: cst.Try | cst.TryStar) -> bool:
    """Whether something is awaited in the body of a `try`."""
    twin = job.statement(statement)
    body = twin.body if isinstance(twin, (ast.Try, ast.TryStar)) else ()
    return any(isinstance(node, (ast.Await, ast.AsyncWith, ast.AsyncFor)) for one in body for node in trees.nodes(one))


def _catches_all(handler: _Handler) -> bool:
    """Whether a handler is for whatever fails."""
    return handler.type is None or (isinstance(handler.type, cst.Name) and handler.type.value == "Exception")


def _asks_status(job: Job, statement: cst.If) -> bool:
    """Whether a test asks for the status of an answer, or for what services say of errors: `if not data.get("ok")`."""
    twin = job.trees.twin(statement.test)
    return twin is not None and any(
        is_error_looked_for(node) or (isinstance(node, ast.Attribute) and node.attr in words("statuses"))
        for node in trees.nodes(twin)
    )


def _told_by(job: Job, statement: cst.BaseCompoundStatement) -> set[str]:
    """The names that a log may show and yet not say which case it is: errors, answers, and what makes texts of them."""
    twin = job.statement(statement)
    if isinstance(twin, (ast.Try, ast.TryStar)):
        return _PLAIN | {one.name for one in twin.handlers if one.name}
    return _PLAIN | (_names(twin.test) if isinstance(twin, ast.If) else set())


_PLAIN = {"str", "repr", "type"}


def _names(*nodes: ast.AST) -> set[str]:
    return {one.id for node in nodes for one in trees.nodes(node) if isinstance(one, ast.Name)}


def _shared(job: Job, statement: cst.BaseCompoundStatement, context: Sequence[Context]) -> tuple[Context, ...]:
    """Those of some identifiers that a log after the failure of another statement may carry."""
    there = {item.expression for item in job.context(statement, after_failure=True)}
    return tuple(item for item in context if item.expression in there)
