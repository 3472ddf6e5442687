"""How statements and blocks are left: by raising, by leaving their function or loop, or to the next statement."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Literal

from flake8_ownership.index import trees
from flake8_ownership.index.scopes import statements_within

End = Literal["raise", "leave", "on"]
RAISE: frozenset[End] = frozenset({"raise"})
LEAVE: frozenset[End] = frozenset({"leave"})
ON: frozenset[End] = frozenset({"on"})


def ends_of(statement: ast.stmt) -> frozenset[End]:
    """How a statement is left; what a loop holds may not run at all."""
    match statement:
        case ast.Raise():
            return RAISE
        case ast.Return() | ast.Break() | ast.Continue():
            return LEAVE
        case ast.If():
            return _ends_of_branches(statement)
        case ast.With(body=body) | ast.AsyncWith(body=body):
            return ends_of_block(body)
        case ast.For() | ast.AsyncFor() | ast.While() | ast.Match() | ast.Try() | ast.TryStar():
            leaves = any(isinstance(node, (ast.Return, ast.Break, ast.Continue)) for node in trees.nodes(statement))
            return ON | LEAVE if leaves else ON
    return ON


def _ends_of_branches(statement: ast.If) -> frozenset[End]:
    ends: frozenset[End] = frozenset()
    while True:
        ends |= ends_of_block(statement.body)
        match statement.orelse:
            case [ast.If() as statement]:
                continue
            case rest:
                return ends | ends_of_block(rest)


def ends_of_block(block: Sequence[ast.stmt]) -> frozenset[End]:
    ends: frozenset[End] = ON
    for statement in block:
        ends = (ends - ON) | ends_of(statement)
        if "on" not in ends:
            break
    return ends


def leaves(block: Sequence[ast.stmt]) -> bool:
    """Whether a block leaves its loop or function in the end, and does not raise."""
    while block:
        match block[-1]:
            case ast.Return() | ast.Break():
                return True
            case ast.With(body=body) | ast.AsyncWith(body=body):
                block = body
            case _:
                return False
    return False


def always(block: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a block that run in any case, where none fails: those of a `with` in it among them."""
    for statement in block:
        if isinstance(statement, (ast.With, ast.AsyncWith)):
            yield from always(statement.body)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            yield statement


def may_leave(statements: Sequence[ast.stmt], in_loop: bool = False) -> bool:
    """Whether a block may leave its function, by a return, or the loop around it, by a break or continue."""
    for statement in statements:
        if isinstance(statement, trees.SCOPES):
            continue
        if isinstance(statement, ast.Return) or (isinstance(statement, (ast.Break, ast.Continue)) and not in_loop):
            return True
        inside = in_loop or isinstance(statement, trees.LOOPS)
        if any(may_leave(inner, inside) for inner in statements_within(statement)):
            return True
    return False
