"""What calling a value gives, before it is consumed."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from flake8_ownership.apis import Api, ApiClass
from flake8_ownership.index import ancestry, declared, foreign, generics, hints, known_calls, stubs
from flake8_ownership.index.module import Class, Function
from flake8_ownership.index.project import STDLIB
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.values import (
    Adapted,
    Annotation,
    Bound,
    CallOf,
    Closure,
    Coroutine,
    Either,
    Evidence,
    Instance,
    Items,
    Lent,
    Lib,
    Made,
    Maker,
    Manager,
    Many,
    Missing,
    OwnClass,
    OwnFunction,
    OwnInstance,
    Parameter,
    Pending,
    Plain,
    Unknown,
    Value,
    Variable,
    Where,
    either,
    not_followed,
)

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver

V = TypeVar("V", bound=Value)
NO_ARGUMENTS = ast.Call(ast.Name("function", ast.Load(), lineno=1, col_offset=0), [], [], lineno=1, col_offset=0)


def called(resolver: Resolver, callee: Value, node: ast.Call, where: Where) -> Value:
    """What calling a value gives."""
    match callee:
        case Either(values):
            return either((called(resolver, value, node, where) for value in values), callee)
        case Lib(path):
            return _called_library(resolver, path, node, where).following(callee)
        case Bound(api, receiver=OwnInstance(cls) | OwnClass(cls)) if api.role == "factory" and not api.returns:
            return OwnInstance(cls)
        case Bound(api, owner, of=of):
            return api_result(resolver, api, owner, node, where, of, callee)
        case OwnFunction(function) if not function.is_own:
            passed = _wrapped(resolver, function.canonical, node, where)
            return passed or resolver.result(function, callee.receiver, node, where).following(callee)
        case OwnFunction(function):
            return _returned(_lent(resolver.result(function, callee.receiver, node, where), function), function)
        case OwnClass(cls):
            made = hints.instance_of(resolver, callee, where)
            given = generics.of_construction(resolver, cls, node, where) if isinstance(made, OwnInstance) else ()
            return replace(made, arguments=given) if isinstance(made, OwnInstance) and given else made
        case OwnInstance():
            return called(resolver, resolver.attribute(callee, "__call__"), node, where)
        case Unknown() | Made(stage="member") if (other := _made_by(resolver, node, where)) is not None:
            return other
        case Instance(known, of=of) if known.call is not None:
            return api_result(resolver, known.call, known, node, where, of, callee)
        case Made(path, "member"):
            return foreign.called(resolver, path, node, where).following(callee)
        case Made(path):
            idle = resolver.libraries.idle(path)
            return Plain(path, result=True) if idle else Unknown(Reason.LIBRARY_RETURN, path)
        case Annotation(result) | Maker(result):
            return result
        case Closure(lambda_node, place):
            return resolver.value(lambda_node.body, place)
        case Adapted(function):
            return Coroutine(resolver.finished(called(resolver, function, node, where)))
        case Plain(what):
            passed = _wrapped(resolver, what, node, where)
            return passed if passed is not None else Plain(what, result=True)
        case Variable(bound=bound) | Parameter(bound=bound) if bound is not None:
            return called(resolver, bound, node, where)
        case Missing():
            return _entry(resolver, node, where) or callee
        case Unknown():
            return callee.bare
    return not_followed("calling", callee)


def coroutine(resolver: Resolver, callee: Value) -> Coroutine | None:
    """What calling a value gives where it is a coroutine of the project whatever it returns, which is not asked: for
    those who want to know no more than whose it is. None for anything else."""
    if not isinstance(callee, OwnFunction) or not resolver.makes_coroutine(callee.function):
        return None
    return _returned(Coroutine(Unknown(Reason.NOT_FOLLOWED, "what it returns", ""), callee.function), callee.function)


def _returned(value: V, function: Function) -> V:
    return value.after(f"it is what {function.qualname}() returns", function.module.path, function.row, "local-return")


def _kept(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    """What `app.get("client")` gives where the project keeps something under that key; None for anything else."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr="get" | "pop" | "setdefault"), args=[key, *_]):
            return resolver.kept(resolver.value(owner, where), key, where)
    return None


def _made_by(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    """What an inherited alternative constructor (`cls.instance()`) of a base outside the project makes."""
    constructors = resolver.libraries.type_names.constructors
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in constructors:
        return None
    owner = resolver.value(node.func.value, where)
    return OwnInstance(owner.cls) if isinstance(owner, OwnClass) else None


def _entry(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    """What `state.get("key")` gives for a typed dictionary; None for anything else."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr="get" | "pop" | "setdefault"), args=[ast.Constant(key), *_]):
            value = resolver.value(owner, where)
            if isinstance(value, OwnInstance) and ancestry.inherits(resolver, value.cls, "typing.TypedDict"):
                return resolver.item(value, key)
    return None


def _lent(value: Value, function: Function) -> Value:
    """A function's result, marked where it is a library's awaitable that the function has made."""
    match value:
        case Pending() | Made(stage="result"):
            return Lent(value, function)
        case Either(values):
            return either((_lent(part, function) for part in values), value)
    return value


def _called_library(resolver: Resolver, path: str, node: ast.Call, where: Where) -> Value:
    special = known_calls.of_call(resolver, path, node, where) or _wrapped(resolver, path, node, where)
    if special is not None:
        return special
    api = resolver.libraries.function(path)
    if api is not None:
        return api_result(resolver, api, None, node, where)
    cls = resolver.libraries.type_named(path)
    if cls is not None:
        return _constructed(resolver, cls, node, where)
    parent, _, name = path.rpartition(".")
    cls = resolver.libraries.type_named(parent) if parent else None
    if cls is not None:
        member = resolver.libraries.member(cls, name)
        if member is not None and member.is_io:
            return api_result(resolver, member, cls, node, where)
        # An alternative constructor: Redis.from_url(...).
        return Instance(cls).after(f"{path}() makes a {cls.name}", where.path, node.lineno, "constructor")
    stub = stubs.find(path)
    if isinstance(stub, Class) and not hints.is_container(path):
        return OwnInstance(stub, generics.of_construction(resolver, stub, node, where))
    if isinstance(stub, Function):
        return resolver.result(stub, None, node, where)
    if path.partition(".")[0] in STDLIB:
        return Plain(path, result=path.rpartition(".")[2][:1].islower())
    return foreign.called(resolver, path, node, where).after(f"{path} is called", where.path, node.lineno)


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value


def _constructed(resolver: Resolver, cls: ApiClass, node: ast.Call, where: Where) -> Value:
    made, of = known_calls.makes(resolver, cls, node, where)
    given = {keyword.arg for keyword in node.keywords if keyword.arg and not _is_false(keyword.value)}
    instance = Instance(made, options=frozenset(given), of=of)
    return instance.after(f"{made.name}() is constructed", where.path, node.lineno, "constructor")


def api_result(
    resolver: Resolver,
    api: Api,
    owner: ApiClass | None,
    node: ast.Call,
    where: Where,
    of: Value | None = None,
    callee: Value | None = None,
) -> Value:
    """What calling a catalogued API gives, before it is consumed; `of` as an Instance has it."""
    passed = _wrapped(resolver, api.name, node, where)
    if passed is not None:
        return passed
    if api.role in ("io", "teardown"):
        return _following(Pending(api, owner, of, CallOf(node, where)), callee)
    if api.role in ("lazy", "factory"):
        if api.returns:
            result = _following(resolver.typed(api.returns, api, of=of), callee)
            how: Evidence = "chain" if owner is not None else "constructor"
            return result.after(f"{api.name}() gives it", where.path, node.lineno, how)
        return _following(Instance(owner, api, of=of) if owner is not None else Made(api.name), callee)
    if not api.returns:
        given = _kept(resolver, node, where) or declared.result(resolver, api, owner, of, CallOf(node, where))
        return _following(given or Plain(api.name, result=True), callee)
    return _following(resolver.typed(api.returns, api, of=of), callee)


def _following(value: Value, callee: Value | None) -> Value:
    return value.following(callee) if callee is not None else value


def _wrapped(resolver: Resolver, path: str, node: ast.Call, where: Where) -> Value | None:
    """What a transparent wrapper passes on: `wait_for(x)` is awaited to what `x` is awaited to."""
    wrapper = resolver.libraries.wrapper(path)
    if wrapper is None:
        return None
    if wrapper.argument == "*":
        return Coroutine(_gathered(resolver, node, where))
    if len(node.args) <= wrapper.argument:
        return Unknown(Reason.NOT_FOLLOWED, path, "without its argument")
    given = resolver.value(node.args[wrapper.argument], where)
    if wrapper.gets == "adapter":
        return Adapted(given)
    if wrapper.gets == "callable":
        rest = node.args[wrapper.argument + 1 :]
        inner = ast.copy_location(ast.Call(node.args[wrapper.argument], rest, node.keywords), node)
        return Coroutine(resolver.finished(called(resolver, given, inner, where)))
    if wrapper.flow == "entered":
        return Coroutine(resolver.entered(given))
    if wrapper.flow == "manages":
        return Manager(given)
    if path.endswith(".as_completed"):
        return Many(Coroutine(resolver.awaited(resolver.element(given))))
    return Coroutine(resolver.awaited(given))


def _gathered(resolver: Resolver, node: ast.Call, where: Where) -> Value:
    """The results of many awaitables: one by one, or of one kind where they come from an iterable."""
    if len(node.args) == 1 and isinstance(node.args[0], ast.Starred):
        return Many(resolver.awaited(resolver.element(resolver.value(node.args[0].value, where))))
    if any(isinstance(argument, ast.Starred) for argument in node.args):
        return Many(Unknown(Reason.CONTENTS, "it"))
    return Items(tuple(resolver.awaited(resolver.value(argument, where)) for argument in node.args))
