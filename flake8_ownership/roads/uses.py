"""Where the functions of a project are called: the places whose callee they may be, found by asking each place."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flake8_ownership.index import dispatch
from flake8_ownership.index.module import Function, Module
from flake8_ownership.index.types import Resolver
from flake8_ownership.sites.calls import Calls
from flake8_ownership.sites.entries import Entries
from flake8_ownership.sites.places import Place

_MOST_MODULES = 60  # files that are read for the callers of one function
_MOST_MAKERS = 3  # functions that hand on a coroutine which they do not await
_Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Uses:
    """The places that may call a function, in the order of the files; `limit` says what was not looked at."""

    places: tuple[Place, ...]
    limit: str = ""


class Users:
    """Answers for the functions of one project; each module is asked for all its places at once."""

    def __init__(self, resolver: Resolver, calls: Calls, entries: Entries) -> None:
        self._resolver = resolver
        self._project = resolver.project
        self._calls = calls
        self._entries = entries
        self._by_callee: dict[Module, dict[_Key, list[Place]]] = {}

    def of(self, function: Function) -> Uses:
        """The places that may call a function, those inside itself among them."""
        modules, limit = self.mentioning(function)
        for maker in self._makers(function, modules):
            more, cut = self.mentioning(maker)
            modules, limit = [*modules, *more], limit or cut
        modules = list(dict.fromkeys(modules))
        if len(modules) > _MOST_MODULES:
            limit = f"only {_MOST_MODULES} of the {len(modules)} files that mention {function.name} are read"
        found = (place for module in modules[:_MOST_MODULES] for place in self._in(module).get(_key(function), ()))
        return Uses(tuple(found), limit)

    def mentioning(self, function: Function) -> tuple[list[Module], str]:
        """The modules that may use a function, its own first; and why they are not all."""
        known = self._entries.mentioning(function)
        # More than those who judge every file can afford to read.
        others, limit = (list(known), "") if known is not None else self._holding(function.name)
        made = (call.scope.module for call, _ in dispatch.runs(self._resolver, function))
        found = list(dict.fromkeys([function.module, *others, *made]))
        if function.owner is not None and function.name.startswith("__"):
            more, cut = self._holding(function.owner.name)
            found, limit = [*found, *more], limit or cut
        return found, limit

    def _holding(self, name: str) -> tuple[list[Module], str]:
        """The modules in whose text a name stands."""
        paths = self._project.holding((name,))
        if paths is None:
            return [], f"too many files mention {name} to tell who calls it"
        return [module for path in paths if (module := self._project.at(path)) is not None], ""

    def places(self, function: Function) -> Iterable[Place]:
        """Where a function waits, or makes a call that may block."""
        if function.is_async:
            return self._calls.places(function)
        found: dict[ast.expr, Place] = {}
        for place in self._calls.called(function):
            found.setdefault(place.expr, place)
        return found.values()

    def _makers(self, function: Function, modules: list[Module]) -> Iterator[Function]:
        """The functions that make a coroutine and hand it on, outermost last."""
        inner, left = [(function, modules)], _MOST_MAKERS
        seen = {function}
        while inner and left:
            made, among = inner.pop()
            left -= 1
            for module in among[:_MOST_MODULES]:
                for call in module.calls_of(made.name):
                    scope = call.scope
                    if isinstance(scope, Function) and not scope.is_async and scope not in seen:
                        seen.add(scope)
                        yield scope
                        inner.append((scope, self.mentioning(scope)[0]))

    def _in(self, module: Module) -> dict[_Key, list[Place]]:
        if module not in self._by_callee:
            found: dict[_Key, list[Place]] = {}
            for function in module.every_function():
                for place in self.places(function):
                    for callee in self._calls.own_callees(place):
                        found.setdefault(_key(callee), []).append(place)
            self._by_callee[module] = found
        return self._by_callee[module]


def _key(function: Function) -> _Key:
    """What a function is known by, also where its file was read twice."""
    return str(function.module.path), function.canonical, function.node.lineno
