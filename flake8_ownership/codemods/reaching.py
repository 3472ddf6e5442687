"""What a function has bound, read and compared when one of its statements starts."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from flake8_ownership.codemods.case_names import is_told, is_wanted
from flake8_ownership.index import trees
from flake8_ownership.index.module import Function
from flake8_ownership.sites.context import is_identifier


def settled_at(function: Function, row: int) -> frozenset[str]:
    """The names that tell nothing at a row, as a test around it has compared them: with a constant, or another name
    that tells as much. `if rep_id == -1: <here>`."""
    found, tests = set(), _settled(function)
    index = bisect_right(tests, row, key=lambda one: one.rows.start) - 1
    while index >= 0:
        if row in tests[index].rows:
            found.add(tests[index].name)
        index = tests[index].around
    return frozenset(found)


class _Settled(NamedTuple):
    """A name that a test settles in some rows, and the place of the test around those; -1 for none."""

    name: str
    rows: range
    around: int


@lru_cache(maxsize=8)  # each finding of a function asks
def _settled(function: Function) -> list[_Settled]:
    """The names that tests of a function settle, in the order of the text."""
    found: list[tuple[int, int, str]] = []
    for node in trees.nodes(function.node):
        match node:
            case ast.If(
                test=ast.Compare(
                    left=ast.Name(id=left),
                    ops=[ast.Eq() | ast.Is()],
                    comparators=[ast.Name() | ast.Constant() | ast.UnaryOp(operand=ast.Constant()) as right],
                ),
                body=body,
            ):
                name = right.id if isinstance(right, ast.Name) else left
                found.append((body[0].lineno, (body[-1].end_lineno or 0) + 1, name))
    tests: list[_Settled] = []
    open_: list[int] = []
    for start, end, name in sorted(found):
        while open_ and tests[open_[-1]].rows.stop <= start:
            open_.pop()
        tests.append(_Settled(name, range(start, end), open_[-1] if open_ else -1))
        open_.append(len(tests) - 1)
    return tests


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a statement stands: the `index` in its block, which names the statements of that bind, each with the index
    of the first one, and those that the loop of the block binds."""

    index: int
    names: dict[str, int]
    looped: tuple[str, ...]


def around(function: Function, first: ast.stmt, named: frozenset[str] | None = None) -> Iterator[_Standing]:
    """Where a statement stands, and the statements around it, from the inside; `named` as `_standings` has it."""
    standing, parents = _standings(function, named), _parents(function)
    node: ast.AST | None = first
    while node is not None and node is not function.node:
        found = standing.get(node)
        if found is not None:
            yield found
        node = parents.get(node)


@lru_cache(maxsize=8)  # each finding of a function asks
def _standings(function: Function, named: frozenset[str] | None) -> dict[ast.AST, _Standing]:
    """Where the statements of a function stand. With what the user has `named`, only names are told that a log may
    carry."""

    def may_tell(name: str) -> bool:
        return named is None or (is_wanted(name, named) and is_told(function, name))

    found: dict[ast.AST, _Standing] = {}
    for owner in trees.nodes(function.node):
        for field_ in ("body", "orelse", "finalbody"):
            block = getattr(owner, field_, None)
            if not isinstance(block, list):
                continue
            names: dict[str, int] = {}
            targets: Iterable[str] = ()
            if field_ == "body" and isinstance(owner, (ast.For, ast.AsyncFor)):
                targets = _targets(owner.target)
            looped = tuple(name for name in targets if may_tell(name))
            for index, statement in enumerate(block):
                found[statement] = _Standing(index, names, looped)
                for name in (name for name in _bound_by(statement) if may_tell(name)):
                    names.setdefault(name, index)
    return found


def is_bound_before(function: Function, first: ast.stmt, name: str) -> bool:
    """Whether a name is sure to be bound when a statement starts: by a statement before it in its own block or in one
    around it, or by a loop that it stands in."""
    return any(
        standing.names.get(name, standing.index) < standing.index or name in standing.looped
        for standing in around(function, first)
    )


@lru_cache(maxsize=8)  # each finding of a function asks
def _parents(function: Function) -> dict[ast.AST, ast.AST]:
    return trees.parents(function.node)


def _bound_by(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            yield from _targets(target)
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        yield from _targets(statement.target)


def _targets(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from _targets(element)


def read_before(function: Function, first: ast.stmt) -> dict[str, set[str]]:
    """Attributes of names which the function is sure to have read when `first` has run, as it would anyway."""
    found = read_in([first])
    for name, rows in _rows_of_reads(function).items():
        found.setdefault(name, set()).update(attribute for attribute, row in rows.items() if row < first.lineno)
    return found


def read_by_then(function: Function, first: ast.stmt) -> dict[str, set[str]]:
    """Attributes of names which have been read when `first` starts: by what the function is sure to have run, by the
    tests around it, and by the statements right before it."""
    found: dict[str, set[str]] = {}
    for name, rows in _rows_of_reads(function).items():
        found[name] = {attribute for attribute, row in rows.items() if row < first.lineno}
    for name, attributes in read_in(_right_before(function, first)).items():
        found.setdefault(name, set()).update(attributes)
    return found


def _right_before(function: Function, first: ast.stmt) -> Iterator[ast.AST]:
    """The tests around a statement, and the few statements before it in its block."""
    parents = _parents(function)
    node: ast.AST | None = first
    while node is not None and node is not function.node:
        outer = parents.get(node)
        if isinstance(outer, ast.If):
            yield outer.test
        node = outer
    outer = parents.get(first)
    for name in ("body", "orelse", "finalbody"):
        block = getattr(outer, name, None)
        standing = _standings(function, None).get(first)
        if standing is not None and isinstance(block, list) and block[standing.index : standing.index + 1] == [first]:
            yield from block[max(0, standing.index - _NEAR) : standing.index]


_NEAR = 4  # statements before another one


@lru_cache(maxsize=8)  # each finding of a function asks
def _rows_of_reads(function: Function) -> dict[str, dict[str, int]]:
    """For each attribute of a name, the last row of the first statement of a function that is sure to read it."""
    found: dict[str, dict[str, int]] = {}
    for statement in function.node.body:
        for name, attributes in read_in([statement]).items():
            for attribute in filter(is_identifier, attributes):
                found.setdefault(name, {}).setdefault(attribute, statement.end_lineno or statement.lineno)
    return found


def read_in(statements: Iterable[ast.AST]) -> dict[str, set[str]]:
    """Attributes of names which some statements, or tests, are sure to read; methods that they call are none."""
    found: dict[str, set[str]] = {}
    for statement in statements:
        nodes = list(_unconditional(statement))
        called = {node.func for node in nodes if isinstance(node, ast.Call)}
        for node in nodes:
            match node:
                case ast.Attribute(value=ast.Name(id=name), attr=attribute, ctx=ast.Load()) if node not in called:
                    found.setdefault(name, set()).add(attribute)
    return found


def _unconditional(node: ast.AST) -> Iterator[ast.AST]:
    """What evaluating a statement is sure to evaluate."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += reversed(_sure_parts(found))


def _sure_parts(node: ast.AST) -> Sequence[ast.AST]:
    """The parts of a node that evaluating it is sure to evaluate."""
    match node:
        case ast.If() | ast.IfExp() | ast.While():
            return [node.test]
        case ast.BoolOp():
            return node.values[:1]
        case ast.For() | ast.AsyncFor():
            return [node.iter]
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            return [node.generators[0].iter]
        case ast.With() | ast.AsyncWith():
            return [item.context_expr for item in node.items[:1]]
        case ast.Try() | ast.Lambda() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return []
        case ast.Match() | ast.Assert():
            return []
    return list(ast.iter_child_nodes(node))
