"""Whether somebody above a function answers for its failures: a caller that handles them, or tries again."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from heapq import merge
from itertools import groupby, islice

from flake8_ownership.catalogue import retrying, world
from flake8_ownership.codemods.words import words
from flake8_ownership.index import ancestry, trees, usages
from flake8_ownership.index.module import Class, Function, Module, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Either, OwnFunction, Unknown, Value, Where

_MOST_LAYERS = 3
_MOST_CALLS = 40
_MOST_FILES = 20
_MOST_UNKNOWN = 400  # calls in a file, of a function's name and of nothing that is known, that are looked at


class Answering:
    """Who answers for what the functions of a project raise."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._known: dict[Function, str] = {}
        self._calls_by_name: dict[tuple[Module, str], _Calls] = {}

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
                    return f"{handed} is given it, and that is where its failure matters"
                if any(map(retrying.words().is_helper, one.decorator_names)):
                    return f"the decorator of {one.name} tries again, and a failed attempt is not yet a failure"
                for call, caller, sure in self._calls(one):
                    if left == 0:
                        return called
                    left -= 1
                    called = called or (
                        f"{caller.name} calls it, and that is where its failure matters" if sure else ""
                    )
                    why = _handled(call, caller)
                    if why:
                        return why
                    if caller not in seen:
                        seen.add(caller)
                        above.append(caller)
            layer = above
        return called

    def calls(self, function: Function) -> Iterator[ast.Call]:
        """The calls of a function, and those that may well be by their name."""
        yield from (call for call, _, _ in self._calls(function))

    def called(self, function: Function) -> Iterator[tuple[ast.Call, Function]]:
        """The calls that are sure to be of a function, with who makes them."""
        yield from ((call, caller) for call, caller, sure in self._calls(function) if sure)

    def _calls(self, function: Function) -> Iterator[tuple[ast.Call, Function, bool]]:
        """The calls of a function that are sure to be its own, and those that may well be by their name."""
        name = function.name
        for module in self._modules(function):
            known_by = function.owner.name if function.owner is not None else ""
            named = known_by != "" and known_by in module.text
            for call, scope, value in self._named(module, name).perhaps(function):
                unknown = isinstance(value, Unknown)
                private = name.startswith("_") and (unknown or isinstance(value, OwnFunction))
                sure = _is_of(value, function) or (unknown and named) or private or _is_sibling(value, function)
                if scope not in (function, function.outer) and (sure or (unknown and "_" in name.strip("_"))):
                    yield call, scope, sure

    def _named(self, module: Module, name: str) -> _Calls:
        """The calls in a module of what has a name."""
        if (module, name) not in self._calls_by_name:
            found = self._calls_by_name[module, name] = _Calls()
            for call, scope, block in module.calls_of(name):
                if isinstance(scope, Function):
                    found.add(call, scope, self._resolver.value(call.func, Where(scope, block=block)))
        return self._calls_by_name[module, name]

    def _families(self, function: Function) -> Iterator[Module]:
        """The modules of the classes above a method's, which may call what is their own to call."""
        seen = {function.module.path}
        for cls in ancestry.lineage(self._resolver, function.owner) if function.owner is not None else ():
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


class _Calls:
    """Calls of one name, which many functions may have, by what they may be calls of."""

    def __init__(self) -> None:
        self._all: list[tuple[ast.Call, Function, Value]] = []
        self._by: defaultdict[tuple[str, str], list[int]] = defaultdict(list)

    def add(self, call: ast.Call, scope: Function, value: Value) -> None:
        for key in set(_keys(value)):
            self._by[key].append(len(self._all))
        self._all.append((call, scope, value))

    def perhaps(self, function: Function) -> Iterator[tuple[ast.Call, Function, Value]]:
        """The calls that may be of a function, in the order of the text; only the first few of the unknown ones."""
        keys = [("function", function.canonical)]
        if function.owner is not None:
            bases = {name for one in function.owner.bases if (name := last_name(one))} - {"object"}
            keys += [(kind, name) for kind in ("class", "base") for name in bases]
        if function.name.startswith("_"):
            keys.append(("any", ""))
        unknown = islice(self._by.get(("unknown", ""), ()), _MOST_UNKNOWN)
        places = merge(unknown, *(self._by.get(key, ()) for key in keys))
        yield from (self._all[place] for place, _ in groupby(places))


def _keys(value: Value) -> Iterator[tuple[str, str]]:
    """What a call of a value may be a call of: a function, or the method of a class like it."""
    match value:
        case Unknown():
            yield "unknown", ""
        case OwnFunction(function):
            yield "function", function.canonical
            yield "any", ""
            if function.owner is not None:
                yield "class", function.owner.name
                yield from (("base", name) for one in function.owner.bases if (name := last_name(one)))
        case Either(values):
            for part in values:
                yield from _keys(part)


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
                        return f"{caller.name} deals with its failures, on line {handler.lineno}"
            case ast.With(items=items) | ast.AsyncWith(items=items) if node not in items:
                if any(last_name(item.context_expr) == "suppress" for item in items):
                    return f"{caller.name} suppresses its failures, on line {outer.lineno}"
            case ast.Call() if outer is not call and retrying.words().is_helper(last_name(outer)):
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
