"""Reasons why nobody needs to learn how a background task ended: from what it runs, or from what starts it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from flake8_ownership.catalogue import world
from flake8_ownership.index import trees
from flake8_ownership.index.module import Function, Module, last_name
from flake8_ownership.sites.places import Place
from flake8_ownership.sites.reasons import only_ends
from flake8_ownership.sites.site import COLLECTED, Fate
from flake8_ownership.sites.surroundings import Surroundings


class _Enders(NamedTuple):
    """What a module has run for signals that end the process: functions by their names, and what stands in lambdas."""

    names: frozenset[str]
    nodes: frozenset[ast.AST]


class Unmissed:
    """Answers for the judgement of one file."""

    def __init__(self, surroundings: Callable[[Function], Surroundings]) -> None:
        self._surroundings = surroundings
        self._repeats: dict[Function, bool] = {}
        self._enders: dict[Module, _Enders] = {}

    def reason(self, place: Place, fate: Fate, callees: Sequence[Function]) -> str:
        """Why nobody has to learn how it ended, in plain words; empty where nothing speaks for that. `callees` are the
        functions of the project that it runs."""
        if callees and all(map(only_ends, callees)):
            return f"{callees[0].name}() only closes or stops something"
        if fate in COLLECTED and self._is_repeated(place.function):
            return f"a timer runs {place.function.name}() again"
        if fate == "unread" and self._is_asked_next(place):
            return "what comes next asks how it went"
        if self._runs_at_the_end(place):
            return "a signal that ends the process starts it"
        return ""

    def _is_asked_next(self, place: Place) -> bool:
        """Whether the statement behind the one that waits raises where something is amiss."""
        surroundings = self._surroundings(place.function)
        node: ast.AST | None = place.expr
        while node is not None and not isinstance(node, ast.stmt):
            node = surroundings.parents.get(node)
        behind = surroundings.following(node)[:1] if isinstance(node, ast.Expr) else ()
        return any(isinstance(one, ast.If) and any(isinstance(two, ast.Raise) for two in one.body) for one in behind)

    def _is_repeated(self, function: Function) -> bool:
        """Whether a function hands itself to a timer of the event loop: what it starts is started once more, whatever
        became of it."""
        if function not in self._repeats:
            self._repeats[function] = any(
                isinstance(given, (ast.Name, ast.Attribute)) and last_name(given) == function.name
                for name in world.scheduler_names()
                for call, _ in function.calls_named(name)
                for given in call.args
            )
        return self._repeats[function]

    def _runs_at_the_end(self, place: Place) -> bool:
        """Whether only a signal that ends the process has it run: what is started then tidies up."""
        module = place.function.module
        if module not in self._enders:
            handlers = list(_handlers_of_ends(module))
            lambdas = (handler for handler in handlers if isinstance(handler, ast.Lambda))
            self._enders[module] = _Enders(
                frozenset(filter(None, map(last_name, handlers))),
                frozenset(node for handler in lambdas for node in trees.nodes(handler)),
            )
        enders = self._enders[module]
        return place.function.name in enders.names or place.wrapper in enders.nodes


def _handlers_of_ends(module: Module) -> Iterator[ast.expr]:
    """What a module has run for signals that end the process."""
    signals = world.signals()
    for name in signals.registering:
        for call in module.calls_of(name):
            match call.node.args:
                case [signal, handler, *_] if last_name(signal) not in signals.going_on:
                    yield handler
