"""Addresses that hold a secret, such as those of webhooks: a client's error for a bad status has the address in its
text."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from flake8_ownership.catalogue import secret_names
from flake8_ownership.codemods.words import words
from flake8_ownership.index import trees
from flake8_ownership.index.module import Function, last_name


def tells_secret(function: Function, nodes: Iterable[ast.AST]) -> bool:
    """Whether the address of a request in some nodes, or what goes into it, is called like a secret, or is kept by an
    object whose class is."""
    known = secret_names.names().addresses
    for call in (one for node in nodes for one in trees.nodes(node) if isinstance(one, ast.Call)):
        parts = [*call.args[:2], *(one.value for one in call.keywords if one.arg in words("addressing"))]
        named = [one.id for one in parts if isinstance(one, ast.Name)]
        bound = [one.expr for name in named for one in function.body.bindings.get(name, ()) if one.expr is not None]
        if any(known.search(ast.unparse(one)) for one in (*parts, *bound)):
            return True
        owner = function.owner.name if function.owner is not None else ""
        if known.search(owner) and any(_is_kept_address(function, one) for one in (*parts, *bound)):
            return True
    return False


def shows_address(nodes: Iterable[ast.AST]) -> bool:
    """Whether some nodes have a client raise an error for a bad status."""
    calls = (one for node in nodes for one in trees.nodes(node) if isinstance(one, ast.Call))
    return any(last_name(call) == "raise_for_status" for call in calls)


def _is_kept_address(function: Function, expr: ast.expr) -> bool:
    """Whether an expression is an address that the object of a method keeps: `self.base.url`."""
    if not isinstance(expr, ast.Attribute) or expr.attr not in words("addresses"):
        return False
    inner: ast.expr = expr
    while isinstance(inner, ast.Attribute):
        inner = inner.value
    return isinstance(inner, ast.Name) and inner.id == function.receiver
