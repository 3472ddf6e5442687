"""Whether a function has anything at hand that tells one of its cases from another: an order, its number, a message."""

from __future__ import annotations

import ast

from flake8_ownership.apis import ApiClass
from flake8_ownership.index import ancestry
from flake8_ownership.index.module import Class
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Instance, OwnInstance, Plain, Value, Where, parts_of
from flake8_ownership.sites.context import is_identifier
from flake8_ownership.sites.surroundings import Surroundings

# Objects that are the same in each case: clients, sessions, connections.
_TOOLS = frozenset({"sql", "nosql", "http", "cache", "storage", "search", "llm"})
_REQUEST = "http-server"
# What a request has that is the same in each case; handed on as it is, beside arguments of its own, it only is at hand.
_SAME = frozenset({"app", "state", "url_for", "base_url", "headers", "cookies", "client"})
# Standard library's values that count, switch or measure.
_MEASURES = frozenset({"builtins.bool", "builtins.int", "builtins.float", "datetime.datetime", "datetime.date"})


def is_told_apart(resolver: Resolver, surroundings: Surroundings) -> bool:
    """Whether something in a function may tell its cases apart; True where that is not known."""
    function = surroundings.function
    arguments = function.node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    every = zip(
        [*positional, *arguments.kwonlyargs],
        [*[None] * (len(positional) - len(arguments.defaults)), *arguments.defaults, *arguments.kw_defaults],
        strict=True,
    )
    given = [one.arg for one, default in every if one.arg != function.receiver and not _is_injected(one, default)]
    if arguments.vararg or arguments.kwarg or function.body.loops:
        return True
    if any(map(is_identifier, given)) or _names_identifier(surroundings):
        return True
    read = [name for name in given if name in surroundings.loads]
    return any(
        _tells(resolver, value, name, surroundings, alone=len(given) == 1)
        for name in read
        for value in parts_of(resolver.name(name, Where(function)))
    )


def _is_injected(argument: ast.arg, default: ast.expr | None) -> bool:
    """Whether a framework makes the value by calling a function: it says who asks, or is a tool, and not the case."""
    match argument.annotation:
        case ast.Subscript(slice=ast.Tuple(elts=[_, *parts])):
            makers = parts
        case _:
            makers = []
    return any(
        isinstance(one, ast.Call) and bool(one.args) and isinstance(one.args[0], (ast.Name, ast.Attribute))
        for one in (default, *makers)
    )


def _names_identifier(surroundings: Surroundings) -> bool:
    return any(
        is_identifier(node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else "")
        for node in surroundings.parents
    )


def _tells(resolver: Resolver, value: Value, name: str, surroundings: Surroundings, *, alone: bool) -> bool:
    match value:
        case Plain(what):
            return what not in _MEASURES
        case Instance(ApiClass(kind=kind)) if kind == _REQUEST:
            used = [surroundings.parents[load] for load in surroundings.loads[name]]
            read = {node.attr for node in used if isinstance(node, ast.Attribute)}
            return bool(read - _SAME) or (alone and not all(isinstance(node, ast.Attribute) for node in used))
        case Instance(ApiClass(kind=kind)):
            return kind not in _TOOLS
        case OwnInstance(cls):
            return _has_identifier(resolver, cls)
    return True


def _has_identifier(resolver: Resolver, cls: Class) -> bool:
    """Whether a class of the project has an attribute that is named like an identifier, or none that is declared."""
    declared = [
        name for base in ancestry.lineage(resolver, cls) if isinstance(base, Class) for name in base.body.bindings
    ]
    return not declared or any(map(is_identifier, declared))
