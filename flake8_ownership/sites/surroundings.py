"""What stands where in one function: looked up by name, row or place, where a search would be one for each site."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Generic, TypeVar

from flake8_ownership.index import trees
from flake8_ownership.index.flow import Block, Place
from flake8_ownership.index.module import Function
from flake8_ownership.index.scopes import Guard

_Statement = TypeVar("_Statement", bound=ast.stmt)
# Methods that put something into a container.
FILLERS = frozenset({"append", "add", "extend", "insert", "appendleft"})
_MOST_SPELLED = 40  # nodes of an expression that still is a name for something


class Surroundings:
    """The index of one function. Whatever is asked for the first time is gathered in one walk."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self._guards: dict[Function, _Nest[Guard]] = {}

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """What each node stands in, functions inside this one included."""
        return trees.parents(self.function.node)

    # -- by name

    @cached_property
    def loads(self) -> dict[str, list[ast.Name]]:
        """Where each name is read."""
        found: dict[str, list[ast.Name]] = {}
        for node in self.parents:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.setdefault(node.id, []).append(node)
        return found

    @cached_property
    def raised(self) -> frozenset[str]:
        """The names in what is raised anywhere in the function."""
        raises = (node for node in self.parents if isinstance(node, ast.Raise) and node.exc is not None)
        return frozenset().union(*map(names_in, raises))

    @cached_property
    def returned(self) -> frozenset[str]:
        """The names in what the function returns."""
        return frozenset().union(*(names_in(expr) for expr, _ in self.function.body.returns))

    @cached_property
    def variables(self) -> frozenset[str]:
        """The names that the function gives a value."""
        bindings = self.function.body.bindings
        return frozenset(name for name, ways in bindings.items() if any(way.kind == "value" for way in ways))

    def is_only_filled(self, name: str) -> bool:
        """Whether a variable of the function holds a container that things are put into, and that nobody reads."""
        body = self.function.body
        return name in self.variables - body.outer_names and all(map(self._is_filling, self.loads.get(name, ())))

    def _is_filling(self, load: ast.Name) -> bool:
        method = self.parents[load]
        call = self.parents.get(method)
        return (
            isinstance(method, ast.Attribute)
            and method.attr in FILLERS
            and isinstance(call, ast.Call)
            and call.func is method
            and isinstance(self.parents.get(call), ast.Expr)
        )

    # -- by row or place

    @cached_property
    def handlers(self) -> dict[int, ast.ExceptHandler]:
        """The exception handlers by their row."""
        return {node.lineno: node for node in self.parents if isinstance(node, ast.ExceptHandler)}

    def attempts_around(self, clause: ast.ExceptHandler) -> ast.stmt | None:
        """The loop in which a handler starts another attempt: what it guards leaves the loop where it succeeds."""
        node = self.parents.get(clause)
        if not isinstance(node, (ast.Try, ast.TryStar)):
            return None
        leaves = (ast.Return, ast.Break)
        if not any(isinstance(one, leaves) for part in (*node.body, *node.orelse) for one in trees.nodes(part)):
            return None
        if any(isinstance(one, (*leaves, ast.Raise)) for part in clause.body for one in trees.nodes(part)):
            return None
        around: ast.AST | None = node
        while around is not None and around is not self.function.node:
            if isinstance(around, (ast.For, ast.AsyncFor, ast.While)):
                return around
            around = self.parents.get(around)
        return None

    def calls_between(self, start: Place, end: Place) -> Sequence[tuple[ast.Call, Block | None]]:
        """The function's own calls that begin in a part of its text."""
        first = bisect_left(self._calls, start, key=_start_of_call)
        return self._calls[first : bisect_left(self._calls, end, key=_start_of_call)]

    @cached_property
    def _calls(self) -> list[tuple[ast.Call, Block | None]]:
        return sorted(self.function.body.calls, key=_start_of_call)

    def guards_around(self, place: Place) -> Iterator[Guard]:
        """The `try` and `with` statements around a place in its innermost function, the innermost first."""
        scope = self.function
        while inner := _function_at(scope, place):
            scope = inner
        if scope not in self._guards:
            self._guards[scope] = _Nest(scope.body.guards)
        return self._guards[scope].around(place)

    def loops_around(self, place: Place) -> Iterator[ast.For | ast.AsyncFor]:
        """The `for` loops of the function itself around a place, the innermost first."""
        return self._loops.around(place)

    @cached_property
    def _loops(self) -> _Nest[ast.For | ast.AsyncFor]:
        return _Nest(self.function.body.loops)


class _Nest(Generic[_Statement]):
    """Statements of which some stand inside others, in the order of the text."""

    def __init__(self, statements: Sequence[_Statement]) -> None:
        self._statements = statements
        self._outer: dict[_Statement, _Statement | None] = {}
        around: list[_Statement] = []
        for statement in statements:
            while around and end_of(around[-1]) <= start_of(statement):
                around.pop()
            self._outer[statement] = around[-1] if around else None
            around.append(statement)

    def around(self, place: Place) -> Iterator[_Statement]:
        """The statements that hold a place, the innermost first."""
        index = bisect_right(self._statements, place, key=start_of)
        statement = self._statements[index - 1] if index else None
        while statement is not None:
            if place < end_of(statement):
                yield statement
            statement = self._outer[statement]


def _function_at(scope: Function, place: Place) -> Function | None:
    """The function right inside another one that holds a place."""
    index = bisect_right(scope.all_functions, place, key=lambda one: start_of(one.node))
    found = scope.all_functions[index - 1] if index else None
    return found if found is not None and place < end_of(found.node) else None


def spelled(node: ast.expr) -> str:
    """An expression as a name for what it denotes: `self.jobs[key]`; empty where it is too long to be one."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return ast.unparse(node) if trees.is_small(node, _MOST_SPELLED) else ""


def names_in(node: ast.AST) -> set[str]:
    return {child.id for child in trees.nodes(node) if isinstance(child, ast.Name)}


def start_of(node: ast.AST) -> Place:
    """Where a node begins; a `for` of a comprehension begins with its target."""
    found = node.target if isinstance(node, ast.comprehension) else node
    return found.lineno, found.col_offset  # type: ignore[attr-defined]


def end_of(node: ast.stmt | ast.expr | ast.excepthandler) -> Place:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


def _start_of_call(call: tuple[ast.Call, Block | None]) -> Place:
    return call[0].lineno, call[0].col_offset
