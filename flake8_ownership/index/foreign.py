"""What libraries outside the catalogue say of their members, where the project has named the environment that they are
installed in.

An object of such a library goes by its dotted path. What calls of it give is told in addition; that they count as I/O
is not changed by it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flake8_ownership.index.environment import Found, Held
from flake8_ownership.index.module import Class, Function
from flake8_ownership.index.values import (
    Annotation,
    Bound,
    Declared,
    Inherited,
    Lib,
    Made,
    OwnClass,
    OwnFunction,
    OwnInstance,
    OwnModule,
    Plain,
    Unknown,
    Value,
    Where,
    unsettled_as_bounds,
)

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver


def find(resolver: Resolver, path: str) -> Found | None:
    """What a dotted path names in the environment; None where there is none, or where it is not known there."""
    environment = resolver.project.environment
    return environment.find(path) if environment is not None else None


def held(resolver: Resolver, path: str) -> Value | None:
    """What lies under a dotted path that is neither a class nor a function; None for anything else."""
    found = find(resolver, path)
    if not isinstance(found, Held):
        return None
    return _outside(resolver.of_all_bindings(found.scope, found.name))


def named(resolver: Resolver, path: str) -> Value:
    """What a name is that a library imports: a type variable or an alias of a type, or what the path says."""
    found = held(resolver, path)
    return found if isinstance(found, Annotation) else Lib(path)


def called(resolver: Resolver, path: str, node: ast.Call, where: Where) -> Made:
    """What calling a function or method gives, to be consumed."""
    found = find(resolver, path)
    given = _result(resolver, found, node, where) if isinstance(found, Function) else None
    return Declared(path, "result", gives=given) if given is not None else Made(path, "result")


def member(resolver: Resolver, path: str, name: str) -> Value | None:
    """An attribute or property of an object whose class goes by a path; None for methods, and where nothing tells."""
    cls = find(resolver, path)
    found = find(resolver, f"{path}.{name}") if isinstance(cls, Class) else None
    if isinstance(found, Function):
        given = resolver.property_of(found)
        return _outside(given) if given is not None else None
    if isinstance(found, Held):
        return _outside(resolver.of_all_bindings(found.scope, found.name))
    return _assigned(resolver, cls, name) if isinstance(cls, Class) and found is None else None


def bases(resolver: Resolver, path: str) -> Iterable[Value]:
    """The bases of a class that goes by a path, as far as it is known."""
    cls = find(resolver, path)
    return [resolver.annotated(expr, Where(cls.outer)) for expr in cls.bases] if isinstance(cls, Class) else ()


def inherited(resolver: Resolver, path: str, name: str) -> Value | None:
    """What a class that goes by a path, without its bases, gives a subclass of the project; None where it has no such
    member."""
    cls = find(resolver, path)
    if isinstance(cls, Class) and "__getattr__" not in cls.functions:
        if name in cls.functions:
            given = resolver.property_of(cls.functions[name])
            value = _outside(given) if given is not None else None
        elif name in cls.body.bindings:
            value = _outside(resolver.of_all_bindings(cls, name))
        elif cls.assigned(name):
            value = _assigned(resolver, cls, name)
        else:
            return None
        if value is not None:
            return value
    return Inherited(about=path, part=name)


def _assigned(resolver: Resolver, cls: Class, name: str) -> Value | None:
    """What a class's own methods assign to an attribute."""
    for function, binding in cls.assigned(name):
        value = _outside(resolver.bound(binding, function, name))
        if value is not None:
            return value
    return None


def _result(resolver: Resolver, function: Function, node: ast.Call, where: Where) -> Value | None:
    return _outside(unsettled_as_bounds(resolver.result(function, None, node, where)))


def _outside(value: Value) -> Value | None:
    """A value that was found in a library, as the project sees it: its objects go by their paths. None where it is not
    known, or is no object."""
    match value:
        case Unknown() | OwnModule() | OwnFunction() | OwnClass() | Bound():
            return None
        case OwnInstance(cls) if not cls.is_own and cls.module.path.suffix == ".py":
            return Made(cls.canonical)
        case Plain(result=True):
            return None
    return value
