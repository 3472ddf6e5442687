"""Which functions contain a site at all: resolves every place where a function waits.

The screen may let through too much, never too little: a function that it drops has no site.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from flake8_ownership.catalogue import world
from flake8_ownership.catalogue.world import STARTING
from flake8_ownership.index.module import Function, Module, Scope
from flake8_ownership.settings import Settings
from flake8_ownership.sites.calls import Calls
from flake8_ownership.sites.places import Place
from flake8_ownership.sites.site import Identity


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place whose callee is I/O."""

    place: Place
    identity: Identity


@dataclass(frozen=True, slots=True)
class Start:
    """A place where something is started that runs by itself, and what it runs: a call of a library, or one of some
    functions of the project; those that it decorates, where a decorator's `wrapper` starts it."""

    place: Place
    runs: Identity | tuple[Function, ...]
    wrapper: bool = False


@dataclass(frozen=True, slots=True)
class Relay:
    """A place that calls the project's own function where something may end the failures that come out of it."""

    place: Place
    callee: Function


class Screened(NamedTuple):
    """What a module holds that is to be judged, each in the order of the text.

    `waiting` are the functions that wait for I/O, or for a function of the project.
    """

    candidates: list[Candidate]
    starts: list[Start]
    relays: list[Relay]
    waiting: list[Function]


def screened(module: Module, calls: Calls, settings: Settings) -> Screened:
    """The places of a module that are I/O, what it starts by itself, and what passes failures on."""
    found: list[Candidate] = []
    starts: list[Start] = []
    relays: list[Relay] = []
    waiting: dict[Function, None] = {}
    for function in working(module, settings):
        for place in calls.places(function) if function.is_async or settings.sync else calls.started(function):
            identity = calls.identify(place)
            if function.is_async or settings.sync:
                if isinstance(identity, Identity):
                    found.append(Candidate(place, identity))
                if isinstance(identity, Identity) or identity.own:
                    waiting[function] = None
            starting = place.wrapper is not None and place.flow in STARTING
            ends = place.helper is not None or _may_end(function)
            if not starting and not ends:
                continue
            if isinstance(identity, Identity):
                if starting:
                    starts.append(Start(place, identity))
                continue
            callees = calls.own_callees(place)
            if starting and callees:
                starts.append(Start(place, callees))
            elif starting and (decorated := calls.decorated(place)):
                starts.append(Start(place, decorated, wrapper=True))
            if callees and (ends or is_in_thread(place, callees[0])):
                relays.append(Relay(place, callees[0]))
    return Screened(sorted(found, key=_place), sorted(starts, key=_place), sorted(relays, key=_place), list(waiting))


def working(module: Module, settings: Settings) -> Iterator[Function]:
    """The functions of a module that may hold a site or start something."""
    return module.every_function() if settings.sync else _waiting_or_starting(module)


def is_in_thread(place: Place, callee: Function) -> bool:
    """Whether async code has a thread run a blocking function of the project."""
    return place.function.is_async and place.blocks and not callee.is_async


def _may_end(function: Function) -> bool:
    """Whether anything in a function may end a failure."""
    return bool(function.body.guards or function.node.decorator_list)


def _waiting_or_starting(module: Module) -> Iterator[Function]:
    """The functions that may wait for something, or start something that runs by itself; the others are left unparsed.

    Such a one is `async`, names what starts it, or makes a coroutine of the module that somebody else starts.
    """
    source = module.source
    starting = world.starter_names().union(_ASYNC_NAMES.findall(source.text))
    # Read backwards, where each call begins with its parenthesis, which is found several times as fast.
    names, size = {name[::-1] for name in starting}, len(source.text)
    called = (found for found in _CALLED.finditer(source.text[::-1]) if found[1] in names)
    rows = {source.row_at(size - found.end()) for found in called}
    return module.functions_at(rows.union(module.rows_of("async")))


_ASYNC_NAMES = re.compile(r"\basync\s+def\s+(\w+)\s*\(")
_CALLED = re.compile(r"\(\s*(\w+)")


def _place(one: Candidate | Start | Relay) -> tuple[int, int]:
    return one.place.expr.lineno, one.place.expr.col_offset


def can_hold_sites(text: str, settings: Settings) -> bool:
    """A look at the text alone: a file without `async` has nothing to judge."""
    return settings.sync or "async" in text


def places_at(module: Module, calls: Calls, row: int) -> Iterator[Place]:
    """Every place of a module that touches a row, I/O or not."""
    for function in module.every_function():
        if function.first_row <= row <= function.end_row:
            yield from (place for place in calls.places(function) if _touches(place.expr, row))


def unwaited_at(module: Module, calls: Calls, row: int) -> Iterator[tuple[ast.Call, str]]:
    """The calls on a row that nothing waits for there, with the reason in plain words."""
    waited = {place.expr for place in places_at(module, calls, row)}
    scopes: list[Scope] = [module, *module.every_function()]
    for scope in scopes:
        for call, _ in scope.body.calls:
            if call.lineno == row and call not in waited:
                if isinstance(scope, Function) and scope.is_async:
                    yield (
                        call,
                        "nothing awaits, enters or iterates over it, so no I/O of async code happens at this call",
                    )
                else:
                    yield call, "it does not stand in an async function (the option `sync` judges blocking calls too)"


def _touches(node: ast.expr, row: int) -> bool:
    return node.lineno <= row <= (node.end_lineno or node.lineno)
