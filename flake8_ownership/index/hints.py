"""What annotations and typing's helpers say: an annotation names a type, its value here is an instance of it."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_ownership.index import containers, foreign, stubs, typing_names
from flake8_ownership.index.module import Class, Function
from flake8_ownership.index.project import STDLIB
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.scopes import END
from flake8_ownership.index.spelling import written
from flake8_ownership.index.values import (
    Annotation,
    Closure,
    Coroutine,
    Either,
    Instance,
    Items,
    Lib,
    Made,
    Maker,
    Manager,
    Many,
    Nothing,
    OwnClass,
    OwnFunction,
    OwnInstance,
    Plain,
    Table,
    Unknown,
    Value,
    Variable,
    Where,
    either,
    not_followed,
    substituted,
)

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver


def instance(resolver: Resolver, expr: ast.expr, where: Where) -> Value:
    """An instance of the type that an annotation names."""
    match expr:
        case ast.Constant(value=str(text)):
            try:
                parsed = ast.parse(text.strip(), mode="eval").body
            except SyntaxError:
                return Unknown(Reason.ANNOTATION, written(expr))
            return instance(resolver, parsed, where._replace(place=END, block=None))
        case ast.Constant(value=None):
            return Nothing()
        case ast.BinOp(op=ast.BitOr()):
            parts = [instance(resolver, part, where) for part in (expr.left, expr.right)]
            return either(_informative(parts), Nothing())
        case ast.Tuple():  # isinstance(x, (A, B))
            return either([instance(resolver, part, where) for part in expr.elts], Nothing())
        case ast.Subscript():
            return _subscript(resolver, expr, where)
        case ast.Name() | ast.Attribute():
            return instance_of(resolver, resolver.value(expr, where), where)
    return Unknown(Reason.ANNOTATION, written(expr))


def is_open(value: Value) -> bool:
    """Whether an annotation says nothing that settles a value: `Any`, `object`, a bare `Callable` or `dict`."""
    if isinstance(value, Unknown) and not isinstance(value, Variable):
        return not value.own
    return containers.is_empty(value)


def _informative(parts: list[Value]) -> list[Value]:
    """A union's parts without the unknown ones, if a part other than None is known."""
    known = [part for part in parts if not isinstance(part, Unknown)]
    return known if any(not isinstance(part, Nothing) for part in known) else parts


def instance_of(resolver: Resolver, value: Value, where: Where) -> Value:
    """An instance of a class object."""
    match value:
        case OwnClass(cls) if not cls.is_own:
            return _library_instance(resolver, cls.canonical, where)
        case OwnClass(cls):
            generated = resolver.libraries.generated(cls.canonical)
            return Instance(generated) if generated is not None else OwnInstance(cls, hop=value.hop)
        case Either(values):
            found = [instance_of(resolver, part, where) for part in values]
            return either(_informative(found), value)
        case Annotation(inner):
            return inner
        case Lib(path):
            return _library_instance(resolver, path, where).following(value)
        case Made(path):
            return Made(path, hop=value.hop)
        case Unknown() | Nothing():
            return value
        case Plain():
            return value
    return not_followed("as an annotation,", value)


def _library_instance(resolver: Resolver, path: str, where: Where) -> Value:
    name = path.rpartition(".")[2]
    if name == "Self":
        owner = where.scope.outer if isinstance(where.scope, Function) else where.scope
        if not isinstance(owner, Class):
            return Unknown(Reason.ANNOTATION, path)
        return Variable(about="Self", bound=OwnInstance(owner))
    cls = resolver.libraries.type_named(path)
    if cls is not None:
        return Instance(cls)
    top = path.partition(".")[0]
    if name in typing_names.OPEN or path == "builtins.type":
        return Unknown(Reason.ANY, name)
    stub = stubs.class_named(path)
    if stub is not None and not is_container(path):
        return OwnInstance(stub)
    if top in STDLIB or top == "typing_extensions":
        if name in typing_names.ITERABLES:
            return Many(Unknown(Reason.CONTENTS, name))
        if name in typing_names.MAPPINGS:
            return Table(Unknown(Reason.CONTENTS, name))
        return Plain(path)
    held = foreign.held(resolver, path)
    return instance_of(resolver, held, where) if held is not None else Made(path)


def _subscript(resolver: Resolver, expr: ast.Subscript, where: Where) -> Value:
    base = resolver.value(expr.value, where)
    if isinstance(base, OwnClass) and not base.cls.is_own:
        base = Lib(base.cls.canonical)
    arguments = expr.slice.elts if isinstance(expr.slice, ast.Tuple) else [expr.slice]
    path = base.path if isinstance(base, Lib) else ""
    top, name = path.partition(".")[0], path.rpartition(".")[2]
    stub = stubs.class_named(path) if path and not is_container(path) else None
    if stub is not None:
        return OwnInstance(stub, tuple(instance(resolver, argument, where) for argument in arguments))
    if isinstance(base, OwnClass):
        given = tuple(instance(resolver, argument, where) for argument in arguments)
        found = instance_of(resolver, base, where)
        return replace(found, arguments=given) if isinstance(found, OwnInstance) else found
    if isinstance(base, Annotation):
        return _alias_of(base.instance, [instance(resolver, argument, where) for argument in arguments])
    if (top, name) in resolver.libraries.type_names.around:
        value = instance(resolver, arguments[0], where)
        if name == "Annotated" and isinstance(value, (Unknown, Plain)):
            return _annotated_dependency(resolver, arguments[1:], where) or value
        return value
    if top not in typing_names.MODULES or resolver.libraries.type_named(path) is not None:
        found = instance_of(resolver, base, where)
        if isinstance(found, Instance):
            of = instance(resolver, arguments[found.type.argument], where)
            return replace(found, of=of) if isinstance(of, (Instance, OwnInstance)) else found
        return found
    form = _typing_form(resolver, name, arguments, where)
    return form if form is not None else instance_of(resolver, base, where)


def _typing_form(resolver: Resolver, name: str, arguments: list[ast.expr], where: Where) -> Value | None:
    """What a generic of the typing modules stands for, by its last name; None where it says nothing."""
    if name in ("Optional", "Union"):
        parts = [instance(resolver, argument, where) for argument in arguments]
        return either(_informative(parts), Nothing())
    if name in ("type", "Type"):
        return _class_object(resolver, arguments[0], where)
    if name in ("tuple", "Tuple"):
        if len(arguments) == 2 and isinstance(arguments[1], ast.Constant) and arguments[1].value is Ellipsis:
            return Many(instance(resolver, arguments[0], where))
        return Items(tuple(instance(resolver, argument, where) for argument in arguments))
    if name == "Callable":
        return Maker(instance(resolver, arguments[-1], where))
    if name in typing_names.MAPPINGS:
        return Table(instance(resolver, arguments[-1], where))
    if name in typing_names.AWAITABLES:
        return Coroutine(instance(resolver, arguments[-1], where))
    if name in typing_names.MANAGERS:
        return Manager(instance(resolver, arguments[0], where))
    if name in typing_names.ITERABLES:
        return Many(instance(resolver, arguments[0], where))
    return None


def _alias_of(aliased: Value, arguments: list[Value]) -> Value:
    """A generic alias with arguments for its type variables, in the order in which they stand in it."""
    found: dict[str, Value] = {}
    left = iter(arguments)

    def settled(leaf: Value) -> Value | None:
        if isinstance(leaf, Variable) and leaf.name not in found:
            found[leaf.name] = next(left, leaf)
        return found.get(leaf.name) if isinstance(leaf, Variable) else None

    return substituted(aliased, settled)


def _class_object(resolver: Resolver, expr: ast.expr, where: Where) -> Value:
    """`type[X]`: the class, not an instance."""
    value = resolver.value(expr, where)
    return value if isinstance(value, (OwnClass, Lib)) else Maker(instance(resolver, expr, where))


def is_container(path: str) -> bool:
    """Whether a class of the standard library is one of those that are known by their elements alone."""
    return path.rpartition(".")[2] in typing_names.ITERABLES | typing_names.MAPPINGS


def is_type(resolver: Resolver, value: Value) -> bool:
    """Whether subscribing or or-ing a value makes a type, not an element."""
    if isinstance(value, Lib):
        name = value.path.rpartition(".")[2]
        return (
            name[:1].isupper()
            or value.path.partition(".")[0] in ("builtins", "typing")
            or (resolver.libraries.type_named(value.path) is not None)
        )
    return True


def dependency(resolver: Resolver, call: ast.Call, where: Where) -> Value | None:
    """What a framework injects for `Depends(provider)`; None where the call is nothing of the sort."""
    if not call.args:
        return None
    callee = resolver.value(call.func, where)
    if not isinstance(callee, (Lib, Made)):
        return None
    if callee.path.rpartition(".")[2] not in resolver.libraries.type_names.injecting:
        return None
    provider = resolver.value(call.args[0], where)
    if isinstance(provider, OwnFunction):
        given = resolver.result(provider.function)
        if isinstance(given, Many):
            given = given.element
        return resolver.awaited(given) if isinstance(given, Coroutine) else given
    if isinstance(provider, (OwnClass, Lib)):
        return instance_of(resolver, provider, where)
    if isinstance(provider, (OwnInstance, Closure)):
        return resolver.finished(resolver.called(provider, call, where))
    return None


def _annotated_dependency(resolver: Resolver, extras: list[ast.expr], where: Where) -> Value | None:
    for extra in extras:
        if isinstance(extra, ast.Call):
            given = dependency(resolver, extra, where)
            if given is not None:
                return given
    return None
