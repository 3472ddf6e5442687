"""Which nodes of a function stand at a place of the text."""

from __future__ import annotations

import ast

from flake8_ownership.index.trees import nodes
from flake8_ownership.source import Position, Source

# What a place of the text stands for: what runs, rather than a part of it.
LANDMARKS = (ast.stmt, ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.Lambda, ast.comprehension)


class Landmarks:
    """The nodes of a function by place, walked once for all findings in it. Of several at a place, the outermost."""

    def __init__(self, root: ast.AST, source: Source) -> None:
        self._expressions: dict[tuple[Position, Position], ast.expr] = {}
        self._starts: dict[Position, ast.AST] = {}
        self._consumers: dict[ast.expr, ast.AST] = {}
        for node in nodes(root):
            if isinstance(node, ast.expr):
                self._expressions.setdefault(source.span(node), node)
            if isinstance(node, LANDMARKS):
                place = node.target if isinstance(node, ast.comprehension) else node
                self._starts.setdefault(source.span(place)[0], node)
            for consumed in _consumed(node):
                self._consumers[consumed] = node

    def starting_at(self, start: Position) -> ast.AST | None:
        """What runs from a place on."""
        return self._starts.get(start)

    def expression(self, start: Position, end: Position) -> ast.expr | None:
        """The expression that stands there."""
        return self._expressions.get((start, end))

    def of(self, start: Position, end: Position) -> ast.AST | None:
        """What runs of an expression: itself, or the `await`, `with` or `for` that consumes it."""
        expr = self._expressions.get((start, end))
        if expr is None or isinstance(expr, LANDMARKS):
            return expr
        return self._consumers.get(expr, expr)


def _consumed(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Await(value=found) | ast.For(iter=found) | ast.AsyncFor(iter=found) | ast.comprehension(iter=found):
            return [found]
        case ast.With(items=items) | ast.AsyncWith(items=items):
            return [item.context_expr for item in items]
    return []
