"""What a parameter is: by its annotation, the method that it overrides, its default, and what calls pass for it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from flake8_ownership.index import ancestry, generics, hints, usages
from flake8_ownership.index.module import Call, Class, Function, Scope
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.scopes import Binding
from flake8_ownership.index.values import (
    Instance,
    Nothing,
    OwnClass,
    OwnInstance,
    Parameter,
    Plain,
    Unknown,
    Value,
    Where,
    either,
)

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver

# Where something stands among what is spread into a call: its place in a tuple, or its key in a dictionary.
_Key = int | str
# A function that calls itself with what is left of its `*args` asks for one place further each time, without end.
_LAST_PLACE = 16
_CLASS_METHODS = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})


def parameter(resolver: Resolver, binding: Binding, scope: Scope, name: str, where: Where) -> Value:
    """What a parameter is in its function."""
    if isinstance(scope, Function) and name == scope.receiver and scope.owner is not None:
        return _receiver(resolver, binding, scope, scope.owner, where)
    value: Value = Unknown(Reason.PARAMETER, name)
    if binding.annotation is not None:
        value = hints.instance(resolver, binding.annotation, where)
        value = value.after(f"{name}: {{}}", where.path, binding.row, "annotation", expr=binding.annotation)
    if isinstance(value, (Unknown, Plain)) and isinstance(binding.expr, ast.Call):
        given = hints.dependency(resolver, binding.expr, where)
        if given is not None:
            return given.after(f"{name} is given by {{}}", where.path, binding.row, "annotation", expr=binding.expr)
    return _undeclared(resolver, binding, scope, name, value) if hints.is_open(value) else value


def _undeclared(resolver: Resolver, binding: Binding, scope: Scope, name: str, value: Value) -> Value:
    """What a parameter is whose annotation says nothing: as the method that it overrides, its default and what the
    project gives it say."""
    inherited = _overridden(resolver, scope, name)
    if inherited is not None:
        return inherited
    if binding.expr is not None:
        default = resolver.value(binding.expr, Where(scope.outer or scope.module))
        if isinstance(default, (Instance, OwnInstance)):
            return default.after(f"{name} is {{}} by default", scope.module.path, binding.row, expr=binding.expr)
    if not isinstance(scope, Function) or binding.block is not None:
        return value
    given = given_by_calls(resolver, scope, name)
    if isinstance(value, Unknown):
        return Parameter(value.reason, value.about, value.part, name=name, function=scope, bound=given, hop=value.hop)
    return given or value


def _receiver(resolver: Resolver, binding: Binding, function: Function, cls: Class, where: Where) -> Value:
    """What `self` or `cls` is in a method; a mixin may say what class it is meant for."""
    takes_class = not function.decorator_names.isdisjoint(resolver.libraries.type_names.of_the_class)
    is_class = takes_class or function.name in _CLASS_METHODS
    own = OwnClass(cls) if is_class else OwnInstance(cls)
    if binding.annotation is None:
        return own
    declared = hints.instance(resolver, binding.annotation, where)
    if isinstance(declared, OwnInstance) and ancestry.is_protocol(declared.cls):
        return either((declared, own), own)
    return declared if isinstance(declared, OwnClass if is_class else (OwnInstance, Instance)) else own


def _overridden(resolver: Resolver, scope: Scope, name: str) -> Value | None:
    """What the method that a method overrides declares its parameter to be."""
    if not isinstance(scope, Function) or scope.owner is None:
        return None
    for base in ancestry.lineage(resolver, scope.owner):
        function = base.functions.get(scope.name) if isinstance(base, Class) and base is not scope.owner else None
        declared = function.body.bindings.get(name, ()) if function is not None else ()
        for binding in declared:
            if function is not None and binding.kind == "parameter" and binding.annotation is not None:
                value = hints.instance(resolver, binding.annotation, Where(function, signature=True))
                if hints.is_open(value):
                    continue
                path, row = function.module.path, function.row
                return value.after(f"{name}: {{}}", path, row, "annotation", binding.annotation)
    return None


def given_by_calls(resolver: Resolver, function: Function, name: str) -> Value | None:
    """What the calls of a function pass for a parameter, as far as they are known; None where none is."""
    key = function, name, "given"
    value = resolver.once(key, lambda: _given(resolver, function, name), name)
    return None if isinstance(value, Unknown) else value


def _given(resolver: Resolver, function: Function, name: str) -> Value:
    found: list[Value] = []
    for call in usages.calls_of(resolver, function):
        argument = generics.matched(function, call.node).get(name)
        if argument is not None:
            found += _known(resolver, call, argument, name)
        else:
            found += _handed_on(resolver, call, _starred(function, call.node, name))
    return either(found, Unknown(Reason.PARAMETER, name))


def _known(resolver: Resolver, call: Call, argument: ast.expr, name: str) -> Iterator[Value]:
    """What an argument of a call is for a parameter, where that is known."""
    value = resolver.value(argument, Where(call.scope, block=call.block))
    if isinstance(value, Parameter) and value.bound is not None:
        value = value.bound
    if not isinstance(value, (Unknown, Nothing)) and not (isinstance(value, Plain) and value.result):
        where = call.scope.name if isinstance(call.scope, Function) else "the module"
        path, row = call.scope.module.path, call.node.lineno
        yield value.after(f"{name} is given {{}} in {where}", path, row, expr=argument)


# -- what a function hands on with the stars that it takes it by


def _starred(function: Function, node: ast.Call, name: str) -> Iterator[tuple[str, _Key]]:
    """The names that a call spreads among which a parameter's argument may be, each with its place or key there."""
    place = generics.place_of(function, name)
    if place is not None:
        yield from _spread(node, place)
    yield from _spread(node, name)


def _spread(node: ast.Call, key: _Key) -> Iterator[tuple[str, _Key]]:
    if isinstance(key, str):
        for keyword in node.keywords:
            if keyword.arg is None and isinstance(keyword.value, ast.Name):
                yield keyword.value.id, key
        return
    for number, argument in enumerate(node.args[: key + 1]):
        if isinstance(argument, ast.Starred):
            if isinstance(argument.value, ast.Name) and key - number <= _LAST_PLACE:
                yield argument.value.id, key - number
            return


def _handed_on(resolver: Resolver, call: Call, spread: Iterable[tuple[str, _Key]]) -> Iterator[Value]:
    """What the callers of the function around a call give it that it hands on by `*args` or `**kwargs`."""
    for name, key in spread:
        scope: Scope | None = call.scope
        while isinstance(scope, Function) and name not in scope.body.bindings:
            scope = scope.outer
        if isinstance(scope, Function) and _takes(scope, name, isinstance(key, str)):
            question = scope, key, "spread"
            value = resolver.once(question, partial(_taken, resolver, scope, key), name)
            if not isinstance(value, Unknown):
                yield value


def _takes(function: Function, name: str, by_name: bool) -> bool:
    """Whether a name is that of a function's `*args` or `**kwargs`, and of nothing else in it."""
    spec = function.node.args
    rest = spec.kwarg if by_name else spec.vararg
    return rest is not None and rest.arg == name and len(function.body.bindings.get(name, ())) == 1


def _taken(resolver: Resolver, function: Function, key: _Key) -> Value:
    """What the calls of a function pass at a place of its `*args`, or under a key of its `**kwargs`."""
    if isinstance(key, str) and any(parameter.arg == key for parameter in generics.named(function)):
        return Unknown(Reason.PARAMETER, key)
    found: list[Value] = []
    for call in usages.calls_of(resolver, function):
        if isinstance(key, str):
            beyond: _Key = key
            given = [one.value for one in call.node.keywords if one.arg == key]
        else:
            beyond = key + len(generics.positional(function))
            given = call.node.args[beyond : beyond + 1]
            given = given if not any(isinstance(one, ast.Starred) for one in call.node.args[: beyond + 1]) else []
        if given:
            rest = function.node.args.vararg
            name = key if isinstance(key, str) else f"*{rest.arg}" if rest is not None else ""
            found += _known(resolver, call, given[0], name)
        else:
            found += _handed_on(resolver, call, _spread(call.node, beyond))
    return either(found, Unknown(Reason.PARAMETER, str(key)))
