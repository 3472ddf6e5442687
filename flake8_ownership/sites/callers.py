"""Who calls a function: known only where every mention of it is a call that can be found."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from flake8_ownership.catalogue import retrying, world
from flake8_ownership.index import dispatch
from flake8_ownership.index.module import Function, Module, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Either, OwnFunction, Unknown, Value, Where
from flake8_ownership.sites.mentions import Mentions

Calls = list[tuple[ast.Call, Function]]


@dataclass(slots=True)
class _Named:
    """The calls of all functions of one name in one module; `others` where some of them cannot be told, or where the
    module does anything else with the name. `outside` are the functions that are called outside of any function."""

    calls: dict[Function, Calls] = field(default_factory=dict)
    outside: set[Function] = field(default_factory=set)
    others: bool = False


class Callers:
    """The calls of a project's functions, as far as they are known; for the judgement of one file."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._mentions = Mentions(resolver)
        self._named: dict[tuple[Module, str, bool], _Named] = {}

    def of(self, function: Function) -> Iterator[tuple[ast.Call, Function] | None]:
        """Every call of a function, with None where there may be others; nothing where nobody is known to call it.

        A private function, or one inside another, is called in its own file. Any other one is looked for in the whole
        project, tests aside, unless a framework may call it: it is decorated, exported, or a method of a class with
        bases. One file is looked at after the other, and none that the caller does not ask for.
        """
        if function.decorator_names - retrying.transparent_decorators():
            return
        for module in (function.module,) if _is_private(function) else self._mentioning(function):
            calls = self._in(module, function) if module is not None else None
            yield from calls if calls is not None else (None,)
        for call, sure in dispatch.runs(self._resolver, function):
            yield (call.node, call.scope) if sure and isinstance(call.scope, Function) else None

    def _mentioning(self, function: Function) -> Iterator[Module | None]:
        """The modules that may call a public function, one by one; none where others than the project may."""
        owner = function.owner
        exports = function.module.exports or ()
        called_by_others = function.name.startswith("__") or (owner is not None and bool(owner.bases))
        if not called_by_others and (owner or function).name not in exports:
            project = self._resolver.project
            # A file that belongs to no project is one by itself.
            alone = not project.folders
            for path in (function.module.path,) if alone else project.using(function.name) or ():
                yield project.at(path)

    def _in(self, module: Module, function: Function) -> Calls | None:
        """The calls of a function in one module, and those of helpers that it is handed to, to be called there; None
        where the module does anything else with its name."""
        # Elsewhere than in its own module, a method goes by no bare name.
        bare = function.owner is None or module is function.module
        key = module, function.name, bare
        if key not in self._named:
            self._named[key] = self._all_named(module, function.name, bare=bare)
        named = self._named[key]
        doubted = named.others or function in named.outside or self._mentions.names(module, function)
        return None if doubted else named.calls.get(function, [])

    def _all_named(self, module: Module, name: str, *, bare: bool) -> _Named:
        calls = [(*one, one[0].func) for one in module.calls_of(name)]
        for call, caller, block in module.handing(name, world.wrapper_names()):
            calls += [(call, caller, block, handed) for handed in call.args if last_name(handed) == name]
        if not bare:
            calls = [one for one in calls if isinstance(one[3], ast.Attribute)]
        found = _Named(others=len(calls) != module.mentions(name, bare=bare))
        for call, caller, block, named in calls if not found.others else ():
            callee = self._resolver.value(named, Where(caller, block=block))
            functions = dict.fromkeys(_functions(callee))
            found.others = found.others or (not functions and isinstance(callee, Unknown))
            for function in functions:
                if isinstance(caller, Function):
                    found.calls.setdefault(function, []).append((call, caller))
                else:
                    found.outside.add(function)
        return found


def _is_private(function: Function) -> bool:
    """Nothing outside the module is meant to call it: one leading underscore, or defined inside a function."""
    name = function.name
    return isinstance(function.outer, Function) or (name.startswith("_") and not name.startswith("__"))


def _functions(value: Value) -> Iterator[Function]:
    match value:
        case OwnFunction(found):
            yield found
        case Either(values):
            for part in values:
                yield from _functions(part)
