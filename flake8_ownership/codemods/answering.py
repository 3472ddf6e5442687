"""Whether somebody above a function answers for its failures: a caller that handles them, or tries again."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from flake8_ownership.catalogue import world
from flake8_ownership.codemods.words import words
from flake8_ownership.index import members, trees, usages
from flake8_ownership.index.module import Class, Function, Module, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Either, OwnFunction, Unknown, Value, Where

_RETRIES = re.compile(r"retr(y|ies|ying)|backoff|on_exception|stamina", re.IGNORECASE)
_MOST_LAYERS = 3
_MOST_CALLS = 40
_MOST_FILES = 20


class Answering:
    """Who answers for what the functions of a project raise."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._known: dict[Function, str] = {}

    def of(self, function: Function) -> str:
        """Who answers for the failures of a function, in words; empty where nobody is known to."""
        if function not in self._known:
            self._known[function] = self._found(function)
        return self._known[function]

    def _found(self, function: Function) -> str:
        layer, seen, left, called = [function], {function}, _MOST_CALLS, ""
        for _ in range(_MOST_LAYERS):
            above: list[Function] = []
            for one in layer:
                handed = _handed_to(one)
                if handed:
                    return f"{handed} is handed it, and is where it fails for somebody"
                if any(map(_RETRIES.search, one.decorator_names)):
                    return f"{one.name} is tried again by its decorator, and no attempt is the failure of the operation"
                for call, caller, sure in self._calls(one):
                    if left == 0:
                        return called
                    left -= 1
                    called = called or (f"{caller.name} calls it, and is where it fails for somebody" if sure else "")
                    why = _handled(call, caller)
                    if why:
                        return why
                    if caller not in seen:
                        seen.add(caller)
                        above.append(caller)
            layer = above
        return called

    def _calls(self, function: Function) -> Iterator[tuple[ast.Call, Function, bool]]:
        """The calls of a function that are sure to be its own, and those that may well be by their name."""
        name = function.name
        for module in self._modules(function):
            for call, scope, block in module.calls_of(name):
                if isinstance(scope, Function):
                    value = self._resolver.value(call.func, Where(scope, block=block))
                    known_by = function.owner.name if function.owner is not None else ""
                    named = isinstance(value, Unknown) and known_by != "" and known_by in module.text
                    private = name.startswith("_") and isinstance(value, (Unknown, OwnFunction))
                    sure = _is_of(value, function) or named or private or _is_sibling(value, function)
                    if scope not in (function, function.outer) and (
                        sure or (isinstance(value, Unknown) and "_" in name.strip("_"))
                    ):
                        yield call, scope, sure

    def _families(self, function: Function) -> Iterator[Module]:
        """The modules of the classes above a method's, which may call what is their own to call."""
        seen = {function.module.path}
        for cls in members.lineage(self._resolver, function.owner) if function.owner is not None else ():
            if isinstance(cls, Class) and cls.module.path not in seen:
                seen.add(cls.module.path)
                yield cls.module

    def _modules(self, function: Function) -> Iterator[Module]:
        private = function.name.startswith("_") or isinstance(function.outer, Function)
        project = self._resolver.project
        yield function.module
        if not project.folders:
            return
        yield from self._families(function)
        if private and function.owner is None:
            return
        for path in (project.mentioning(function.name) or ())[:_MOST_FILES]:
            module = project.at(path) if path != function.module.path else None
            if module is not None:
                yield module


def _is_sibling(value: Value, function: Function) -> bool:
    """Whether a value is a method that another class of the same family has under the name."""
    if not isinstance(value, OwnFunction) or value.function.owner is None or function.owner is None:
        return False
    bases = {last_name(base) for base in function.owner.bases} - {None, "object"}
    return value.function.owner.name in bases or bool(bases & {last_name(one) for one in value.function.owner.bases})


def _is_of(value: Value, function: Function) -> bool:
    match value:
        case OwnFunction(found):
            return usages.is_same(found, function)
        case Either(values):
            return any(_is_of(part, function) for part in values)
    return False


def _handled(call: ast.Call, caller: Function) -> str:
    """How a caller answers for what a call raises; empty where it does not."""
    parents = trees.parents(caller.node)
    node: ast.AST = call
    while node is not caller.node:
        outer = parents.get(node)
        if outer is None:
            return ""
        match outer:
            case ast.Try(body=body, handlers=handlers) | ast.TryStar(body=body, handlers=handlers) if node in body:
                for handler in handlers:
                    if not _is_unrelated(handler.type):
                        return f"{caller.name} looks after its failures, on line {handler.lineno}"
            case ast.With(items=items) | ast.AsyncWith(items=items) if node not in items:
                if any(last_name(item.context_expr) == "suppress" for item in items):
                    return f"{caller.name} suppresses its failures, on line {outer.lineno}"
            case ast.Call() if outer is not call and _RETRIES.search(last_name(outer) or ""):
                return f"{caller.name} tries it again, on line {outer.lineno}"
        node = outer
    return ""


def _handed_to(function: Function) -> str:
    """What a function inside another one is handed to as it is, other than what starts it by itself."""
    if not isinstance(function.outer, Function):
        return ""
    for call, _ in function.outer.body.calls:
        given = (*call.args, *(one.value for one in call.keywords))
        callee = last_name(call) or ""
        if callee not in world.starter_names() and any(
            isinstance(one, ast.Name) and one.id == function.name for one in given
        ):
            return callee or "another function"
    return ""


def _is_unrelated(caught: ast.expr | None) -> bool:
    """Whether a handler is for errors that no I/O raises."""
    if caught is None:
        return False
    parts = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return all(last_name(part) in words("unrelated") for part in parts)
