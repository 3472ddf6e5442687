"""What a parameter without annotation is given: what the calls of its function in the project pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_ownership.index import generics, usages
from flake8_ownership.index.module import Function
from flake8_ownership.index.values import Nothing, Plain, Unknown, Value, Where, either

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver


def given(resolver: Resolver, function: Function, name: str) -> Value | None:
    """What the calls of a function pass for a parameter, as far as they are known; None where none is."""
    key = function, name, "given"
    value = resolver.once(key, lambda: _given(resolver, function, name), f"{name} is passed on in a circle")
    return None if isinstance(value, Unknown) else value


def _given(resolver: Resolver, function: Function, name: str) -> Value:
    found: list[Value] = []
    for call in usages.calls_of(resolver, function):
        argument = generics.matched(function, call.node).get(name)
        if argument is None:
            continue
        value = resolver.value(argument, Where(call.scope, block=call.block))
        if not isinstance(value, (Unknown, Nothing)) and not (isinstance(value, Plain) and value.result):
            where = call.scope.name if isinstance(call.scope, Function) else "the module"
            path, row = call.scope.module.path, call.node.lineno
            found.append(value.after(f"{name} is given {{}} in {where}", path, row, expr=argument))
    return either(found, Unknown(f"nothing is known of what {name} is given"))
