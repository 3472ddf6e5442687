"""What is known at a node from the `if` branches around it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from flake8_ownership.index import trees
from flake8_ownership.sites.positions import end_of, start_of
from flake8_ownership.sites.surroundings import Surroundings

_MOST_AROUND = 40  # nodes that one stands in
_MOST_TESTED = 40  # parts of a condition
_MOST_TESTS = 20  # of one handler


def empty_at(surroundings: Surroundings, node: ast.AST) -> frozenset[str]:
    """The names that are None, empty or zero there: `if not order_id: <here>`, `if order_id: … else: <here>`."""
    found: set[str] = set()
    for test, holds in conditions_at(surroundings, node):
        found |= _empty(test, holds=holds)
    return frozenset(found - surroundings.variables)


def conditions_at(surroundings: Surroundings, node: ast.AST) -> Iterator[tuple[ast.expr, bool]]:
    """The conditions that a node is reached under, each with whether it holds there: those of the branches around it,
    and of those before it that leave: `if dry: return`."""
    for _ in range(_MOST_AROUND):
        around = surroundings.parents.get(node)
        if around is None or node is surroundings.function.node:
            break
        if isinstance(node, ast.stmt):
            yield from ((one.test, False) for one in surroundings.left_before(node))
        if isinstance(around, ast.If):
            if start_of(around.body[0]) <= start_of(node) < end_of(around.body[-1]):
                yield around.test, True
            elif node is not around.test:
                yield around.test, False
        node = around


def _empty(test: ast.expr, *, holds: bool) -> set[str]:
    """The names that are empty where a condition holds, or does not."""
    found: set[str] = set()
    waiting = [(test, holds)]
    for one, true in waiting:
        match one:
            case ast.Name(id=name) if not true:
                found.add(name)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                waiting.append((operand, not true))
            case ast.Compare(
                left=ast.Name(id=name), ops=[ast.Is() | ast.Eq()], comparators=[ast.Constant(value=other)]
            ):
                if true and not other:
                    found.add(name)
            case ast.Compare(
                left=ast.Name(id=name), ops=[ast.IsNot() | ast.NotEq()], comparators=[ast.Constant(value=other)]
            ):
                if not true and not other:
                    found.add(name)
            case ast.BoolOp(op=operator, values=values) if isinstance(operator, ast.And) is true:
                waiting += [(value, true) for value in values]
        if len(waiting) > _MOST_TESTED:
            break
    return found


def is_told_which(clause: ast.ExceptHandler, rows: Sequence[int]) -> bool:
    """Whether all of some rows of a handler are where a test of the error says what went wrong:
    `if error.status == 404: <here>`."""
    if clause.name is None or not rows:
        return False
    tests = [node for node in trees.nodes(clause) if isinstance(node, ast.If) and _asks(clause.name, node.test)]
    found = [range(node.body[0].lineno, (node.body[-1].end_lineno or 0) + 1) for node in tests[:_MOST_TESTS]]
    return all(any(row in block for block in found) for row in rows)


def _asks(name: str, test: ast.expr) -> bool:
    """Whether a test compares a part of what a name denotes with something that is known."""
    match test:
        case ast.Compare(left=ast.Attribute(value=ast.Name(id=asked)), ops=[ast.Eq() | ast.In() | ast.Is()]):
            return asked == name
        case ast.Compare(left=ast.Constant(value=str()) | ast.JoinedStr(), ops=[ast.In()], comparators=[within]):
            return any(isinstance(node, ast.Name) and node.id == name for node in trees.nodes(within))
        case ast.BoolOp(op=ast.And(), values=values):
            return any(_asks(name, value) for value in values)
    return False
