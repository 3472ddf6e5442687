"""Works out which failures leave a function of the project unreported, from the calls of libraries outwards."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from operator import itemgetter
from typing import Protocol

from flake8_ownership.catalogue import retrying
from flake8_ownership.index.module import Class, Function, last_name
from flake8_ownership.index.values import Where
from flake8_ownership.settings import Settings
from flake8_ownership.sites import branches
from flake8_ownership.sites.calls import Calls
from flake8_ownership.sites.failures import Failure, Failures
from flake8_ownership.sites.guards import Way
from flake8_ownership.sites.places import Place
from flake8_ownership.sites.positions import end_of, start_of
from flake8_ownership.sites.refusals import Refusal
from flake8_ownership.sites.reports import Reports
from flake8_ownership.sites.site import MOST_TOLD, Ruling
from flake8_ownership.sites.summaries import Escape, Summaries, Summary
from flake8_ownership.sites.switches import Switches
from flake8_ownership.sites.tasks import Outcome

# Where something begins and ends.
_Span = tuple[tuple[int, int], tuple[int, int]]
# Functions that a failure is told to have passed.
MOST_STEPS = 8
_MOST_CONDITIONS = 40  # that a place is reached under


class Roads(Protocol):
    """What is known of the way of a failure inside one function."""

    def outcome(self, place: Place) -> Outcome:
        """Where the failure of a place comes out."""

    def leaving_at(self, function: Function, outcome: Outcome, failure: Failure) -> tuple[Ruling | None, Way, Function]:
        """What the guards make of a failure that comes out as told, and the function that decides; None where it leaves
        the function."""


class Escapes:
    """Works out the summaries that one judge asks for."""

    def __init__(
        self, calls: Calls, failures: Failures, reports: Reports, summaries: Summaries, settings: Settings
    ) -> None:
        self._calls = calls
        self._failures = failures
        self._reports = reports
        self._summaries = summaries
        self._mark = summaries.mark(settings)
        self._tried: dict[Function, tuple[_Span, ...]] = {}
        self._conditions: dict[ast.expr, tuple[tuple[ast.expr, bool], ...]] = {}

    def of(self, function: Function, roads: Roads) -> Summary:
        """The failures that leave a function; none of what is tried where a handler reports: it looks after that."""
        return self._summaries.escapes.ask((self._mark, function), lambda: self._found(function, roads), ())

    def at(self, place: Place, roads: Roads) -> Summary:
        """What a place may fail with: the call of a library that it is, or whatever leaves the project's function."""
        identity = self._calls.identify(place)
        if isinstance(identity, Refusal):
            return tuple(self._passing(place, roads))
        if identity.quiet or identity.teardown:
            return ()
        return (Escape(self._failures.of(identity), place.function, place.expr, identity),)

    def _passing(self, place: Place, roads: Roads) -> Iterator[Escape]:
        """What leaves the functions of the project that a place may call."""
        for callee in self._calls.own_callees(place):
            for escape in self.reaching(place, self.of(callee, roads)):
                steps = (*escape.steps[: MOST_STEPS - 1], (place.function, place.expr))
                yield replace(escape, steps=steps)

    def reaching(self, place: Place, summary: Summary) -> Iterator[Escape]:
        """Those failures of a function that may come out at a place which runs it."""
        objects: tuple[Class, ...] | None = None
        for escape in summary:
            if self._is_ruled_out(place, escape):
                continue
            if _is_of_object(escape):
                objects = self._calls.objects(place) if objects is None else objects
                if objects and not self._may_come(escape, objects):
                    continue
            yield escape

    def _is_ruled_out(self, place: Place, escape: Escape) -> bool:
        """Whether what a call gives a function, or leaves out, keeps it from where a failure begins or passes:
        `if notify: await send()` of a call without `notify`."""
        function, node = escape.steps[-1] if escape.steps else (escape.function, escape.call)
        if not isinstance(place.expr, ast.Call) or place.wrapper is place.expr or _is_of_class(place.expr, function):
            return False
        if last_name(place.expr) != function.name or function.decorator_names - retrying.transparent_decorators():
            return False
        if node not in self._conditions:
            surroundings = self._summaries.surroundings(function)
            self._conditions[node] = tuple(islice(branches.conditions_at(surroundings, node), _MOST_CONDITIONS))
        conditions = self._conditions[node]
        return bool(conditions) and Switches(function, place.expr).rule_out(conditions)

    def _may_come(self, escape: Escape, objects: tuple[Class, ...]) -> bool:
        """Whether a failure may come out where a method of some `objects` is called: it has passed no method that they
        have another one of, as far as methods of one object have called each other."""
        called = (escape.function, *(function for function, _ in escape.steps))
        for index in range(len(escape.steps) - 1, -1, -1):
            if not _is_own_call(*escape.steps[index]):
                return True
            if called[index].owner is not None and not self._calls.may_run(objects, called[index]):
                return False
        return True

    def _found(self, function: Function, roads: Roads) -> Summary:
        found: dict[tuple[Failure, ast.expr], Escape] = {}
        for place in self._places(function):
            if self.is_looked_after(place):
                continue
            for escape in self.leaving(place, roads):
                found.setdefault((escape.failure, escape.call), escape)
            if len(found) >= MOST_TOLD:
                break
        return tuple(islice(found.values(), MOST_TOLD))

    def leaving(self, place: Place, roads: Roads) -> Iterator[Escape]:
        """What fails at a place and leaves its function, whatever the guards there have made of it."""
        escapes = self.at(place, roads)
        if not escapes:
            return
        outcome = roads.outcome(place)
        if not outcome.is_waited_for:
            return
        left: dict[Failure, Way | None] = {}
        for escape in escapes:
            if escape.failure not in left:
                ruling, way, _ = roads.leaving_at(place.function, outcome, escape.failure)
                left[escape.failure] = way if ruling is None else None
            gone = left[escape.failure]
            if gone is None:
                continue
            said = escape.said or any(one.sort == "print" for one in gone.whispers)
            noted = escape.noted or any(one.is_noted for one in gone.whispers)
            is_same = gone.failure is escape.failure and (said, noted) == (escape.said, escape.noted)
            yield escape if is_same else replace(escape, failure=gone.failure, said=said, noted=noted)

    def _places(self, function: Function) -> Iterable[Place]:
        """Where a function waits; of a synchronous one, every call."""
        return self._calls.places(function) if function.is_async else self._calls.called(function)

    def is_looked_after(self, place: Place) -> bool:
        """Whether a place is in a `try` one of whose handlers, for something that I/O fails with, reports: it is taken
        to look after all that fails there."""
        tried = self._looked_after(place.function)
        before = bisect_right(tried, start_of(place.expr), key=itemgetter(0))
        return before > 0 and start_of(place.expr) < tried[before - 1][1]

    def _looked_after(self, function: Function) -> tuple[_Span, ...]:
        """Where the outermost of those begin and end, in the order of the text."""
        if function not in self._tried:
            told = sorted(
                start_of(call)
                for call, block in function.body.calls
                if block is not None and block.in_handler
                if any(report.loud for report in self._reports.of(call, Where(function, block=block)))
            )
            self._tried[function] = tuple(self._reporting(function, told)) if told else ()
        return self._tried[function]

    def _reporting(self, function: Function, told: list[tuple[int, int]]) -> Iterator[_Span]:
        """The outermost `try` statements of which a handler of I/O's failures holds a report, as `told` places them."""
        last = (0, 0)
        for guard in sorted(function.body.guards, key=start_of):
            if (
                isinstance(guard, (ast.Try, ast.TryStar))
                and start_of(guard) >= last
                and any(
                    bisect_left(told, start_of(clause)) < bisect_left(told, end_of(clause))
                    and self._failures.may_be_of_io(clause.type, Where(function, start_of(clause)))
                    for clause in guard.handlers
                )
            ):
                last = end_of(guard)
                yield start_of(guard), last


def _is_of_class(call: ast.Call, function: Function) -> bool:
    """Whether a method may be asked of its class, which is given the object first: `Shop.send(shop, True)`."""
    asked = call.func.value if isinstance(call.func, ast.Attribute) else None
    named = asked.attr if isinstance(asked, ast.Attribute) else getattr(asked, "id", "")
    return function.receiver is not None and named[:1].isupper()


def _is_of_object(escape: Escape) -> bool:
    """Whether a failure has left the last function through a method of its own object, and all steps are known."""
    return 0 < len(escape.steps) < MOST_STEPS and _is_own_call(*escape.steps[-1])


def _is_own_call(function: Function, call: ast.expr) -> bool:
    """Whether a method calls another one of its own object."""
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name))):
            return name == function.receiver is not None and function.owner is not None
    return False
