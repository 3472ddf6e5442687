"""What a parameter without annotation is given: by the calls of its function in the same module, where they agree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_ownership.index import generics
from flake8_ownership.index.module import Function, Scope
from flake8_ownership.index.scopes import Block
from flake8_ownership.index.values import Instance, Nothing, OwnClass, OwnFunction, OwnInstance, Value, Where

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver

_MOST_CALLS = 20


def given(resolver: Resolver, function: Function, name: str) -> Value | None:
    """What every call of a function in its module passes for a parameter, if it is one type; None where any of them is
    not understood, where they differ, and where there is none."""
    found: Value | None = None
    for call, scope, block in _calls(resolver, function):
        argument = generics.matched(function, call).get(name)
        if argument is None:
            continue
        value = resolver.value(argument, Where(scope, block=block))
        if isinstance(value, Nothing):
            continue
        if not isinstance(value, (Instance, OwnInstance)) or (found is not None and not _same(found, value)):
            return None
        where = scope.name if isinstance(scope, Function) else "the module"
        found = value.after(f"{name} is given {{}} in {where}", scope.module.path, call.lineno, expr=argument)
    return found


def _same(one: Value, other: Value) -> bool:
    match one, other:
        case Instance(known), Instance(another):
            return known is another
        case OwnInstance(cls), OwnInstance(another):
            return cls is another
    return False


def _calls(resolver: Resolver, function: Function) -> Iterator[tuple[ast.Call, Scope, Block | None]]:
    """The calls of a function in its module, those inside itself aside. A constructor is called by its class."""
    makes = function.name == "__init__" and function.owner is not None
    names = {function.owner.name, "cls"} if makes and function.owner is not None else {function.name}
    if sum(len(function.module.rows_of(name, called=True)) for name in names) > _MOST_CALLS:
        return
    for call, scope, block in function.module.calls_of(names):
        if scope is not function:
            callee = resolver.value(call.func, Where(scope, block=block))
            called = callee.function if isinstance(callee, OwnFunction) else None
            made = callee.cls if makes and isinstance(callee, OwnClass) else None
            if called is function or (made is not None and made is function.owner):
                yield call, scope, block
