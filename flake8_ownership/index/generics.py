"""What type variables stand for in a call: the annotations of parameters, held against what they are given."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_ownership.index import typing_names
from flake8_ownership.index.module import Class, Function, last_name
from flake8_ownership.index.values import (
    Annotation,
    Lib,
    Nothing,
    OwnClass,
    OwnInstance,
    Parameter,
    Unknown,
    Value,
    Variable,
    Where,
    substituted,
)

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver

Variables = dict[str, Value]


def by_arguments(resolver: Resolver, function: Function, value: Value, node: ast.Call, where: Where) -> Value:
    """A function's result with its type variables and passed-through parameters settled by the arguments of a call."""
    arguments = matched(function, node)
    variables: Variables | None = None

    def settled(leaf: Value) -> Value | None:
        nonlocal variables
        if isinstance(leaf, Parameter) and leaf.function is function:
            given = arguments.get(leaf.name)
            return resolver.value(given, where) if given is not None else Unknown(leaf.reason, leaf.about)
        if isinstance(leaf, Variable):
            if variables is None:
                variables = of_call(resolver, function, arguments, where)
            return variables.get(leaf.name)
        return None

    return substituted(value, settled)


def by_receiver(resolver: Resolver, function: Function, value: Value, receiver: Value | None) -> Value:
    """A method's result where `self: T` or `cls: type[T]` says that it is made of the object that it is bound to."""
    spec = function.node.args
    annotation = next((one.annotation for one in (*spec.posonlyargs, *spec.args)), None)
    if annotation is None or function.receiver is None or not isinstance(receiver, (OwnInstance, OwnClass)):
        return value
    found: Variables = {}
    _match(resolver, annotation, receiver, Where(function, signature=True), found)
    return substituted(value, lambda leaf: found.get(leaf.name) if isinstance(leaf, Variable) else None)


def matched(function: Function, node: ast.Call) -> dict[str, ast.expr]:
    """The arguments of a call by the names of the parameters that they are for; of those for `*args` the first."""
    found: dict[str, ast.expr] = {}
    for name, argument in pairs(function, node):
        found.setdefault(name, argument)
    return found


def pairs(function: Function, node: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Each argument of a call with the name of the parameter that it is for, as far as no `*` comes before it."""
    yield from ((keyword.arg, keyword.value) for keyword in node.keywords if keyword.arg is not None)
    parameters = positional(function)
    rest = function.node.args.vararg
    for number, argument in enumerate(node.args):
        parameter = parameters[number] if number < len(parameters) else rest
        if parameter is None or isinstance(argument, ast.Starred):
            return
        yield parameter.arg, argument


def positional(function: Function) -> list[ast.arg]:
    """The parameters of a function that may be given by their place, without `self`."""
    parameters = [*function.node.args.posonlyargs, *function.node.args.args]
    return parameters[1:] if function.receiver is not None else parameters


def place_of(function: Function, name: str) -> int | None:
    """The place of a parameter among those; None of one that is only given by its name."""
    return next((place for place, one in enumerate(positional(function)) if one.arg == name), None)


def named(function: Function) -> list[ast.arg]:
    """The parameters of a function that may be given by their name."""
    return [*function.node.args.args, *function.node.args.kwonlyargs]


def of_call(resolver: Resolver, function: Function, arguments: dict[str, ast.expr], where: Where) -> Variables:
    """The type variables of a function's parameters that a call settles, by name."""
    found: Variables = {}
    spec = function.node.args
    rest = [spec.vararg] if spec.vararg is not None else []
    for parameter in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *rest):
        given = arguments.get(parameter.arg)
        if given is not None and parameter.annotation is not None and _may_hold_variable(parameter.annotation):
            _match(resolver, parameter.annotation, resolver.value(given, where), Where(function, signature=True), found)
    return found


def of_construction(resolver: Resolver, cls: Class, node: ast.Call, where: Where) -> tuple[Value, ...]:
    """What the type variables of a class stand for by the arguments of its constructor; none where nothing tells."""
    from flake8_ownership.index import ancestry

    names = ancestry.type_parameters(cls)
    maker = ancestry.method(resolver, cls, "__init__") if names else None
    if maker is None:
        return ()
    found = of_call(resolver, maker, matched(maker, node), where)
    if not any(name in found for name in names):
        return ()
    return tuple(found.get(name, Variable(about=name)) for name in names)


def _may_hold_variable(annotation: ast.expr) -> bool:
    """Whether an annotation is more than a name of a class that is written with small letters or dots."""
    return not isinstance(annotation, (ast.Attribute, ast.Constant))


def _match(resolver: Resolver, annotation: ast.expr, value: Value, where: Where, found: Variables) -> None:
    """Holds an annotation against a value, and notes what its variables stand for."""
    if isinstance(value, (Unknown, Nothing)):
        return
    match annotation:
        case ast.Name(id=name):
            if name not in found and _is_variable(resolver, annotation, where):
                found[name] = value
        case ast.BinOp(left=left, right=right):
            _match(resolver, left, value, where, found)
            _match(resolver, right, value, where, found)
        case ast.Subscript(value=base, slice=inner):
            arguments = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            for argument, part in _parts(resolver, last_name(base), arguments, value, where):
                _match(resolver, argument, part, where, found)


def _parts(
    resolver: Resolver, name: str, arguments: list[ast.expr], value: Value, where: Where
) -> list[tuple[ast.expr, Value]]:
    """The arguments of a generic type, each with the part of a value that it speaks of."""
    last = arguments[-1]
    if name in ("Optional", "Union", "Annotated", "Final", "ClassVar"):
        return [(argument, value) for argument in (arguments[:1] if name == "Annotated" else arguments)]
    if name in ("type", "Type"):
        if not isinstance(value, (OwnClass, Lib, Annotation)):
            return []
        return [(last, resolver.instance_of(value, where))]
    if name == "Callable":
        return [(last, resolver.called_without_arguments(value, where))]
    if name in typing_names.AWAITABLES:
        return [(last, resolver.awaited(value))]
    if name in typing_names.MANAGERS:
        return [(arguments[0], resolver.entered(value))]
    if name in typing_names.MAPPINGS:
        return [(last, resolver.item(value))]
    if name in typing_names.ITERABLES:
        return [(arguments[0], resolver.element(value))]
    if name in ("tuple", "Tuple"):
        return [(argument, resolver.item(value, index)) for index, argument in enumerate(arguments)]
    return list(zip(arguments, getattr(value, "arguments", ()), strict=False))


def _is_variable(resolver: Resolver, name: ast.Name, where: Where) -> bool:
    value = resolver.value(name, where)
    return isinstance(value, Annotation) and isinstance(value.instance, Variable)
