"""Loops that try again after a failure: what fails there is an attempt, and the operation only where it is given up."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from flake8_ownership.index import trees
from flake8_ownership.index.module import Function

_LEAVES = (ast.Return, ast.Raise, ast.Break)


def tries_again(function: Function, row: int | None) -> bool:
    """Whether a loop goes on after the handler at a row of a function, and is left where all went well."""
    parents = trees.parents(function.node)
    handler = next((node for node in parents if isinstance(node, ast.ExceptHandler) and node.lineno == row), None)
    if handler is None or _is_left(handler.body):
        return False
    statement = parents[handler]
    assert isinstance(statement, (ast.Try, ast.TryStar))
    outer = parents[statement]
    blocks = [getattr(outer, "body", None), getattr(outer, "orelse", None)]
    follows = [block for block in blocks if isinstance(block, list) and statement in block[:-1]]
    ends = [statement.body, statement.orelse, *follows]
    return _is_in_loop(statement, parents) and any(map(_succeeds, ends))


def _is_in_loop(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    while node in parents and not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        outer = parents[node]
        if isinstance(outer, (ast.For, ast.AsyncFor, ast.While)):
            return node in outer.body
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
