"""Loops that try again after a failure: what fails there is an attempt, and the operation only where it is given up."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Sequence

from flake8_ownership.sites.surroundings import Surroundings, start_of

_LEAVES = (ast.Return, ast.Raise, ast.Break)


def tries_again(surroundings: Surroundings, row: int | None) -> bool:
    """Whether a loop goes on after the handler at a row of a function, and is left where all went well."""
    parents = surroundings.parents
    handler = surroundings.handlers.get(row) if row is not None else None
    if handler is None or _is_left(handler.body):
        return False
    statement = parents[handler]
    assert isinstance(statement, (ast.Try, ast.TryStar))
    outer = parents[statement]
    blocks = [getattr(outer, "body", None), getattr(outer, "orelse", None)]
    follows = [block for block in blocks if isinstance(block, list) and _goes_on(block, statement)]
    ends = [statement.body, statement.orelse, *follows]
    return _is_in_loop(statement, parents) and any(map(_succeeds, ends))


def _is_in_loop(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    while node in parents and not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        outer = parents[node]
        if isinstance(outer, (ast.For, ast.AsyncFor, ast.While)):
            return _index(outer.body, node) is not None
        node = outer
    return False


def _is_left(block: Sequence[ast.stmt]) -> bool:
    """Whether a block leaves the loop in the end."""
    last = block[-1]
    if isinstance(last, ast.If):
        return bool(last.orelse) and _is_left(last.body) and _is_left(last.orelse)
    return isinstance(last, _LEAVES)


def _succeeds(block: Sequence[ast.stmt]) -> bool:
    return bool(block) and isinstance(block[-1], (ast.Return, ast.Break))


def _goes_on(block: Sequence[ast.stmt], statement: ast.stmt) -> bool:
    """Whether a statement stands in a block and is not its last."""
    return _index(block, statement) not in (None, len(block) - 1)


def _index(block: Sequence[ast.stmt], node: ast.AST) -> int | None:
    """Where a statement stands in a block; None where it stands in none."""
    index = bisect_right(block, start_of(node), key=start_of) - 1
    return index if index >= 0 and block[index] is node else None
