"""Who calls a function: known only where every mention of it is a call that can be found."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_ownership.catalogue import world
from flake8_ownership.index.module import Function, Module, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Either, OwnFunction, Unknown, Value, Where

# Decorators that change nothing about who calls a function.
_HARMLESS = frozenset(
    {
        "staticmethod",
        "classmethod",
        "wraps",
        "override",
        "final",
        "retry",
        "overload",
        "abstractmethod",
        "cache",
        "lru_cache",
        "asynccontextmanager",
        "contextmanager",
        "property",
        "cached_property",
    }
)


Calls = list[tuple[ast.Call, Function]]


class Callers:
    """The calls of a project's functions, as far as they are known; for the judgement of one file."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._known: dict[Function, Calls | None] = {}

    def of(self, function: Function) -> Calls | None:
        """Every call of a function; None where there may be others, or none at all.

        A private function, or one inside another, is called in its own file. Any other one is looked for in the whole
        project, tests aside, unless a framework may call it: it is decorated, exported, or a method of a class with
        bases.
        """
        if function not in self._known:
            self._known[function] = None if function.decorator_names - _HARMLESS else self._found(function)
        return self._known[function]

    def _found(self, function: Function) -> Calls | None:
        found: Calls = []
        for module in (function.module,) if _is_private(function) else self._mentioning(function):
            calls = self._in(module, function) if module is not None else None
            if calls is None:
                return None
            found += calls
        return found or None

    def _mentioning(self, function: Function) -> Iterator[Module | None]:
        """The modules that may call a public function, one by one; none where others than the project may."""
        owner = function.owner
        exports = function.module.exports or ()
        called_by_others = function.name.startswith("__") or (owner is not None and bool(owner.bases))
        if not called_by_others and (owner or function).name not in exports:
            project = self._resolver.project
            # A file that belongs to no project is one by itself.
            alone = not project.folders
            for path in (function.module.path,) if alone else project.mentioning(function.name) or ():
                yield project.at(path)

    def _in(self, module: Module, function: Function) -> Calls | None:
        """The calls of a function in one module, and those of helpers that it is handed to, to be called there; None
        where the module does anything else with its name."""
        calls = [(call, caller, block, call.func) for call, caller, block in module.calls_of((function.name,))]
        for call, caller, block in module.handing(function.name, world.wrapper_names()):
            calls += [(call, caller, block, handed) for handed in call.args if last_name(handed) == function.name]
        # Elsewhere than in its own module, a method goes by no bare name.
        bare = function.owner is None or module is function.module
        if not bare:
            calls = [one for one in calls if isinstance(one[3], ast.Attribute)]
        if len(calls) != module.mentions(function.name, bare=bare):
            return None
        found: Calls = []
        for call, caller, block, name in calls:
            callee = self._resolver.value(name, Where(caller, block=block))
            if _is(callee, function):
                if not isinstance(caller, Function):
                    return None
                found.append((call, caller))
            elif isinstance(callee, Unknown):
                return None
        return found


def _is_private(function: Function) -> bool:
    """Nothing outside the module is meant to call it: one leading underscore, or defined inside a function."""
    name = function.name
    return isinstance(function.outer, Function) or (name.startswith("_") and not name.startswith("__"))


def _is(value: Value, function: Function) -> bool:
    match value:
        case OwnFunction(found):
            return found is function
        case Either(values):
            return any(_is(part, function) for part in values)
    return False
