"""From where failures end back to the calls that they begin at: a handler, `suppress`, `gather` or wrapper."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from flake8_ownership.errors import SourceError
from flake8_ownership.index.module import Function, Module
from flake8_ownership.roads.node import Node
from flake8_ownership.roads.outwards import WORDS, Outwards
from flake8_ownership.roads.uses import Users
from flake8_ownership.sites.escapes import MOST_STEPS
from flake8_ownership.sites.places import Place
from flake8_ownership.sites.site import MOST_TOLD, Ruling, Spot
from flake8_ownership.sites.summaries import Escape
from flake8_ownership.sites.verdicts import Verdicts

_DIRECT = frozenset({"handler", "suppress", "gather", "wait", "finally", "scope", "decorator"})
_WRAPPED = frozenset({"scope", "decorator", "helper"})


class Inwards:
    """Draws what comes out at places, and what the guards in a file end."""

    def __init__(self, verdicts: Verdicts, users: Users, outwards: Outwards) -> None:
        self._verdicts = verdicts
        self._judge = verdicts.judge
        self._users = users
        self._outwards = outwards
        # The calls that are drawn below a guard, by where they stand.
        self._drawn_at: dict[tuple[str, Spot | None], Node] = {}

    def inside(self, place: Place) -> list[Node]:
        """The calls of libraries that can fail inside what a place calls, below the calls that lead to them."""
        return self._drawn(self._passing(place))

    def guards_at(self, module: Module, row: int) -> Iterator[Node]:
        """The guards on a row that end failures of I/O, each with the calls whose failures those are."""
        found: dict[str, Node] = {}
        self._drawn_at.clear()
        for function in module.every_function():
            if function.first_row <= row <= function.end_row:
                for place in self._users.places(function):
                    self._ended_on(place, row, found)
        for function in module.every_function():
            if row in _deciding_rows(function):
                for wrapper in _around(function):
                    for place in self._wrapped_by(wrapper):
                        self._ended_by(place, wrapper, found)
        return iter(found.values())

    def _ended_on(self, place: Place, row: int, found: dict[str, Node]) -> None:
        for escape in self._passing(place):
            ruling, function = self._decided(place, escape)
            if ruling is not None and ruling.guard in _DIRECT and ruling.guard_row == row and ruling.verdict in WORDS:
                self._add(place, escape, ruling, function, found)

    def _ended_by(self, place: Place, wrapper: Function, found: dict[str, Node]) -> None:
        for escape in self._passing(place):
            ruling, function = self._decided(place, escape)
            if ruling is None or ruling.guard not in _WRAPPED or ruling.verdict not in WORDS:
                continue
            lines = place.function.module.source.lines
            is_it = function is wrapper
            if ruling.guard != "helper" and ruling.guard_row is not None:
                is_it = re.search(rf"\b{re.escape(_goes_by(wrapper))}\b", lines[ruling.guard_row - 1]) is not None
            if is_it:
                self._add(place, escape, ruling, function, found)

    def _decided(self, place: Place, escape: Escape) -> tuple[Ruling | None, Function]:
        try:
            ruling, _, function = self._judge.decided(place, escape.failure)
        except SourceError:
            return None, place.function
        return ruling, function

    def _add(self, place: Place, escape: Escape, ruling: Ruling, function: Function, found: dict[str, Node]) -> None:
        ending = self._outwards.ended(WORDS[ruling.verdict], ruling.reason, function, ruling.guard_row, place.function)
        key = f"{ending.spot}:{ending.function}:{ruling.reason}"
        found.setdefault(key, ending)
        call = self._node(place.function, place.expr)
        known = self._drawn_at.setdefault((key, call.spot), call)
        if known is call:
            found[key].children.append(call)
        if escape.call is not place.expr:
            self._put(known, escape)

    def _passing(self, place: Place) -> tuple[Escape, ...]:
        try:
            return self._judge.passing(place)
        except SourceError:
            return ()

    def _drawn(self, escapes: Iterable[Escape]) -> list[Node]:
        top = Node("call", "")
        for escape in escapes:
            self._put(top, escape)
        return top.children

    def _put(self, top: Node, escape: Escape) -> None:
        """Draws the way of a failure below a call, the outermost of its calls first."""
        node = top
        steps = [*reversed(escape.steps), (escape.function, escape.call)]
        for step in steps[1:]:
            call = self._node(*step)
            known = next((one for one in node.children if one.spot == call.spot), None)
            if known is None:
                node.children.append(known := call)
            node = known
        if len(escape.steps) >= MOST_STEPS:
            node.children.append(Node("limit", f"of the calls on its way, {MOST_STEPS} are kept"))
        below = sum(1 for one in top.all() if one.kind == "call" and not one.children)
        if below == MOST_TOLD:
            top.children.append(Node("limit", f"only the first {MOST_TOLD} failures are followed"))

    def _node(self, function: Function, expr: ast.expr) -> Node:
        spot = self._verdicts.spot(function, expr)
        return Node("call", spot.call, spot=spot, function=function.qualname)

    def _wrapped_by(self, wrapper: Function) -> Iterator[Place]:
        """The places of the functions that name a wrapper, or are decorated with it."""
        name = _goes_by(wrapper)
        for module in dict.fromkeys(self._users.mentioning(wrapper)[0]):
            naming = module.functions_at(module.rows_using(name))
            decorated = [one for one in module.every_function() if name in one.decorator_names]
            for function in dict.fromkeys([*naming, *decorated]):
                if function is not wrapper:
                    yield from self._users.places(function)


def _deciding_rows(function: Function) -> set[int]:
    """The rows of a function at which it is decided what becomes of what it wraps."""
    rows = {function.node.lineno}
    for guard in function.body.guards:
        if isinstance(guard, (ast.Try, ast.TryStar)):
            rows |= {guard.lineno, *(clause.lineno for clause in guard.handlers)}
        else:
            rows.add(guard.lineno)
    if function.name in ("__exit__", "__aexit__"):
        rows |= {value.lineno for value, _ in function.body.returns}
    return rows


def _around(function: Function) -> Iterator[Function]:
    """A function and those that it stands in: a wrapper in its decorator."""
    scope: object = function
    while isinstance(scope, Function):
        yield scope
        scope = scope.outer


def _goes_by(wrapper: Function) -> str:
    """The name by which a wrapper is used: of a method that the language calls, its class's."""
    owner = wrapper.owner
    return owner.name if owner is not None and wrapper.name.startswith("__") else wrapper.name
