"""Walks over `ast` trees, at a third of what `ast.walk` costs: contexts, operators and imports' names are left out."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

# Fields that hold text or a number, or a node that says nothing by itself.
_PLAIN = frozenset(
    {"ctx", "op", "ops", "id", "attr", "arg", "name", "names", "module", "level", "kind", "type_comment"}
    | {"is_async", "simple", "conversion", "type_ignores", "rest", "kwd_attrs"}
)
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: ()}


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below a node, in the order of its fields."""
    found: list[ast.AST] = []
    for name in _FIELDS.get(type(node)) or _fields(type(node)):
        value = getattr(node, name, None)
        if value.__class__ is list:
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


def nodes_in(root: ast.AST, rows: Collection[int]) -> Iterator[ast.AST]:
    """The nodes of the statements that stand in some rows, and of those around them as far as they do."""
    for child in children(root):
        if isinstance(child, (ast.stmt, ast.excepthandler, ast.match_case)):
            first, last = _extent(child)
            inside = [row for row in rows if first <= row <= last]
            if inside:
                yield child
                yield from nodes_in(child, inside)
        else:
            yield from nodes(child)


def _extent(node: ast.stmt | ast.excepthandler | ast.match_case) -> tuple[int, int]:
    """The first and the last row of a statement with its decorators, or of a part of one."""
    if isinstance(node, ast.match_case):
        return node.pattern.lineno, node.body[-1].end_lineno or node.body[-1].lineno
    above = [decorator.lineno for decorator in getattr(node, "decorator_list", ())]
    return min([node.lineno, *above]), node.end_lineno or node.lineno


def parents(root: ast.AST) -> dict[ast.AST, ast.AST]:
    """What each node below a node stands in, level by level."""
    return {child: node for node in nodes(root) for child in children(node)}


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
