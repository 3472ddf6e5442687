"""Walks over `ast` trees, at a third of what `ast.walk` costs: contexts, operators and imports' names are left out."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from math import inf
from typing import Any

# Fields that hold text or a number, or a node that says nothing by itself.
_PLAIN = frozenset(
    {"ctx", "op", "ops", "id", "attr", "arg", "name", "names", "module", "level", "kind", "type_comment"}
    | {"is_async", "simple", "conversion", "type_ignores", "rest", "kwd_attrs"}
)
# What has names and statements of its own; what runs its body again.
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
_WRAPPED = 3  # nodes at most that stand for one character: an expression, what wraps it, and that as a statement
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: ()}


def parameters(args: ast.arguments) -> list[ast.arg]:
    """The parameters that each take one argument: all but `*args` and `**options`."""
    return [*args.posonlyargs, *args.args, *args.kwonlyargs]


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below a node, in the order of its fields."""
    found: list[ast.AST] = []
    known = _FIELDS.get(type(node))
    for name in _fields(type(node)) if known is None else known:
        value = getattr(node, name, None)
        if value.__class__ is list:
            if value:
                found += [child for child in value if isinstance(child, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def nodes(root: ast.AST) -> list[ast.AST]:
    """A node and all below it, level by level."""
    found = [root]
    for node in found:
        known = _FIELDS.get(type(node))
        for name in _fields(type(node)) if known is None else known:
            value = getattr(node, name, None)
            if value.__class__ is list:
                if value:
                    found += [child for child in value if isinstance(child, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found


def own_nodes(root: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it, without functions and classes inside."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, SCOPES):
            yield node
            waiting += children(node)


def is_small(root: ast.AST, most: int) -> bool:
    """Whether a node and all below it are at most so many nodes; looks no further than that."""
    found = [root]
    for node in found:
        for name in _FIELDS.get(type(node)) or _fields(type(node)):
            value = getattr(node, name, None)
            if value.__class__ is list:
                found += [child for child in value[: most + 1] if isinstance(child, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
        if len(found) > most:
            return False
    return True


def is_deep(tree: ast.Module, lengths: Callable[[int, int], int], most: int) -> bool:
    """Whether more than so many nodes stand in one another; `lengths` says how many characters a range of rows has.

    Each takes a character at least, except those that only wrap one, so that next to nothing of most trees is seen.
    """
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > most:
            return True
        left = (most - depth) / _WRAPPED
        waiting += [(child, depth + 1) for child in children(node) if _length(child, lengths) > left]
    return False


def _length(node: Any, lengths: Callable[[int, int], int]) -> float:
    """How many characters a node takes at most; without end where it does not say."""
    row, end = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
    if row is None or end is None:
        return inf
    return int(node.end_col_offset - node.col_offset if row == end else lengths(_first_row(node), end))


def nodes_in(root: ast.AST, rows: Collection[int]) -> Iterator[ast.AST]:
    """The nodes of the statements that stand in some rows, and of those around them as far as they do."""
    ordered = sorted(rows)
    waiting = [(root, range(len(ordered)))]
    while waiting:
        around, within = waiting.pop()
        for name in _FIELDS.get(type(around)) or _fields(type(around)):
            value = getattr(around, name, None)
            if value.__class__ is list and value and isinstance(value[0], _PARTS):
                for part, inside in _standing_in(value, ordered, within):
                    yield part
                    waiting.append((part, inside))
            elif value.__class__ is list:
                for child in value:
                    if isinstance(child, ast.AST):
                        yield from nodes(child)
            elif isinstance(value, ast.AST):
                yield from nodes(value)


_PARTS = (ast.stmt, ast.excepthandler, ast.match_case)


def _standing_in(parts: Sequence[ast.AST], rows: Sequence[int], within: range) -> Iterator[tuple[ast.AST, range]]:
    """Of statements in the order of the text, those that stand in some rows, each with its rows: `within` says which
    of all rows are asked for, from which on another range is cut. Rows that hold no statement cost nothing."""
    place = 0
    start = within.start
    while start < within.stop:
        place = bisect_left(parts, rows[start], place, key=_last_row)
        if place == len(parts):
            return
        first = bisect_left(rows, _first_row(parts[place]), within.start, within.stop)
        start = bisect_right(rows, _last_row(parts[place]), first, within.stop)
        if first < start:
            yield parts[place], range(first, start)
            if place + 1 < len(parts) and _first_row(parts[place + 1]) == rows[start - 1]:
                start -= 1  # a row that both stand in
        place += 1


def _first_row(node: Any) -> int:
    """The first row of a statement with its decorators, or of a part of one."""
    if isinstance(node, ast.match_case):
        return node.pattern.lineno
    above = getattr(node, "decorator_list", ())
    return int(above[0].lineno if above else node.lineno)


def _last_row(node: Any) -> int:
    end = node.body[-1] if isinstance(node, ast.match_case) else node
    return int(end.end_lineno or end.lineno)


def parents(root: ast.AST) -> dict[ast.AST, ast.AST]:
    """What each node below a node stands in, level by level."""
    found: dict[ast.AST, ast.AST] = {}
    waiting = [root]
    for node in waiting:
        known = _FIELDS.get(type(node))
        for name in _fields(type(node)) if known is None else known:
            value = getattr(node, name, None)
            if value.__class__ is list:
                for child in value:
                    if isinstance(child, ast.AST):
                        found[child] = node
                        waiting.append(child)
            elif isinstance(value, ast.AST):
                found[value] = node
                waiting.append(value)
    return found


def cut_loose(tree: ast.Module) -> None:
    """Takes away the links upwards that flake8's other plugins leave on nodes, which make circles of the whole tree."""
    if any(name.startswith("_") for statement in tree.body[:1] for name in statement.__dict__):
        for node in nodes(tree):
            for name in [name for name in node.__dict__ if name.startswith("_")]:
                delattr(node, name)


def _fields(kind: type[ast.AST]) -> tuple[str, ...]:
    if kind not in _FIELDS:
        # The name of a type alias is a node, every other one is text.
        plain = _PLAIN - {"name"} if kind.__name__ == "TypeAlias" else _PLAIN
        _FIELDS[kind] = tuple(name for name in kind._fields if name not in plain)
    return _FIELDS[kind]
