"""Where nodes of one function begin and end, and which of them hold a place."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from flake8_ownership.index.flow import Place

Statement = TypeVar("Statement", bound=ast.stmt)


def start_of(node: ast.AST) -> Place:
    """Where a node begins; a `for` of a comprehension begins with its target."""
    found = node.target if isinstance(node, ast.comprehension) else node
    return found.lineno, found.col_offset  # type: ignore[attr-defined]


def end_of(node: ast.stmt | ast.expr | ast.excepthandler) -> Place:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


def holding(block: Sequence[Statement], place: Place) -> Statement | None:
    """The statement of a block that holds a place."""
    index = bisect_right(block, place, key=start_of) - 1
    return block[index] if index >= 0 and place < end_of(block[index]) else None


class Nest(Generic[Statement]):
    """Statements of which some stand inside others, in the order of the text."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._statements = statements
        self._outer: dict[Statement, Statement | None] = {}
        around: list[Statement] = []
        for statement in statements:
            while around and end_of(around[-1]) <= start_of(statement):
                around.pop()
            self._outer[statement] = around[-1] if around else None
            around.append(statement)

    def around(self, place: Place) -> Iterator[Statement]:
        """The statements that hold a place, the innermost first."""
        index = bisect_right(self._statements, place, key=start_of)
        statement = self._statements[index - 1] if index else None
        while statement is not None:
            if place < end_of(statement):
                yield statement
            statement = self._outer[statement]
