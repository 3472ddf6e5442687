"""What a library's own annotations say of its members, where the catalogue does not say what they give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_ownership.apis import Api, ApiClass
from flake8_ownership.index import ancestry, stubs
from flake8_ownership.index.module import Class, Function
from flake8_ownership.index.values import (
    Bound,
    CallOf,
    Instance,
    Unknown,
    Value,
    Variable,
    substituted,
    unsettled_as_bounds,
)

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver


def result(resolver: Resolver, api: Api, owner: ApiClass | None, of: Value | None, call: CallOf | None) -> Value | None:
    """What calling an API gives, before it is consumed; `of` as an Instance has it. None where nothing says so."""
    if owner is None:
        found = stubs.of_library(api.library, api.name)
        return _given(resolver, found, None, None, call) if isinstance(found, Function) else None
    cls = _class(owner)
    function = cls.functions.get(api.name.rpartition(".")[2]) if cls is not None else None
    return _given(resolver, function, cls, Instance(owner, of=of), call) if function is not None else None


def member(resolver: Resolver, owner: Instance, name: str) -> Value | None:
    """A member of an object that the catalogue does not list."""
    known = owner.type
    cls = _class(known)
    if cls is None:
        return None
    if name in cls.functions:
        return Bound(Api(f"{known.name}.{name}", known.library, known.kind, "pure"), known, of=owner.of)
    if name not in cls.body.bindings:
        return None
    return _settled(resolver, resolver.of_all_bindings(cls, name), cls, owner)


def used(resolver: Resolver, owner: Instance, *names: str) -> Value | None:
    """What the first of some methods of a protocol (`__aenter__`) gives that an object has."""
    cls = _class(owner.type)
    function = next((cls.functions[name] for name in names if name in cls.functions), None) if cls is not None else None
    return _given(resolver, function, cls, owner, None) if function is not None else None


def _class(known: ApiClass) -> Class | None:
    found = stubs.of_library(known.library, known.name)
    return found if isinstance(found, Class) else None


def _given(
    resolver: Resolver, function: Function, cls: Class | None, owner: Instance | None, call: CallOf | None
) -> Value | None:
    value = resolver.result(function, None, *(call or (None, None)))
    return _settled(resolver, value, cls, owner)


def _settled(resolver: Resolver, value: Value, cls: Class | None, owner: Instance | None) -> Value | None:
    """A value as the owner has it: its class's own type variables say what the owner works on."""
    own = ancestry.type_parameters(cls) if cls is not None else []

    def settled(leaf: Value) -> Value | None:
        if isinstance(leaf, Variable) and owner is not None:
            if leaf.name == "Self":
                return owner
            if own == [leaf.name]:
                return owner.of
        return None

    found = unsettled_as_bounds(substituted(value, settled))
    return None if isinstance(found, Unknown) else found
