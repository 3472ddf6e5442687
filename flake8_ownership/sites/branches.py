"""Which names of a function hold nothing where a node stands, by the branches of `if` that it stands in."""

from __future__ import annotations

import ast

from flake8_ownership.sites.surroundings import Surroundings, end_of, start_of

_MOST_AROUND = 40  # nodes that one stands in
_MOST_TESTED = 40  # parts of a condition


def empty_at(surroundings: Surroundings, node: ast.AST) -> frozenset[str]:
    """The names that are None, empty or zero there: `if not order_id: <here>`, `if order_id: … else: <here>`."""
    found: set[str] = set()
    for _ in range(_MOST_AROUND):
        around = surroundings.parents.get(node)
        if around is None or around is surroundings.function.node:
            break
        if isinstance(around, ast.If):
            if start_of(around.body[0]) <= start_of(node) < end_of(around.body[-1]):
                found |= _empty(around.test, holds=True)
            elif node is not around.test:
                found |= _empty(around.test, holds=False)
        node = around
    return frozenset(found - surroundings.variables)


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
