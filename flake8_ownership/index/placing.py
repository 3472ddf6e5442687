"""What the project puts into containers: itself, or by functions and decorators that keep what they are given."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_ownership.index import arguments, consuming, containers, hints, usages
from flake8_ownership.index.module import Function, Scope, last_name
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.scopes import Binding
from flake8_ownership.index.values import OwnFunction, Parameter, Unknown, Value, Where, either

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver


def put(resolver: Resolver, binding: Binding, scope: Scope, name: str) -> Value:
    """What is put into a container of some name. Where a function puts there what it is given, and that need be no more
    than a function, the calls of it tell which: `register("paid", on_paid)`; or the functions that it decorates."""
    value = resolver.bound(binding, scope, name)
    expr = binding.expr
    if not isinstance(expr, ast.Name) or not isinstance(scope, Function):
        return value
    declared = scope.body.bindings.get(expr.id, ())
    if len(declared) != 1 or declared[0].kind != "parameter":
        return value
    inner = resolver.value(expr, Where(scope, binding.place, binding.block))
    if not isinstance(inner, Parameter) and not hints.is_open(inner) and not containers.is_shape(inner):
        return value
    given = arguments.given_by_calls(resolver, scope, expr.id) or _given_by_decorating(resolver, scope, expr.id)
    return consuming.routed(resolver, given, binding.route) if given is not None else value


def _given_by_decorating(resolver: Resolver, function: Function, name: str) -> Value | None:
    """The functions that a decorator of the project is given under a name, itself or by what makes it."""
    args = function.node.args
    given = [one.arg for one in (*args.posonlyargs, *args.args) if one.arg != function.receiver]
    if given[:1] != [name]:
        return None
    maker = function
    if isinstance(function.outer, Function):
        if not any(isinstance(one, ast.Name) and one.id == function.name for one, _ in function.outer.body.returns):
            return None
        maker = function.outer
    found = [
        OwnFunction(one)
        for one in usages.decorated(resolver, maker)
        if any(
            isinstance(node, ast.Call) == (maker is not function)
            and last_name(node.func if isinstance(node, ast.Call) else node) == maker.name
            for node in one.node.decorator_list
        )
    ]
    return either(found, Unknown(Reason.PARAMETER, name)) if found else None
