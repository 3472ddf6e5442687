"""Works out which failures leave a function of the project unreported, from the calls of libraries outwards."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from flake8_ownership.errors import SourceError
from flake8_ownership.index.module import Function
from flake8_ownership.index.values import Where
from flake8_ownership.settings import Settings
from flake8_ownership.sites.calls import Calls, Place, Refusal
from flake8_ownership.sites.failures import Failure, Failures
from flake8_ownership.sites.guards import Way
from flake8_ownership.sites.reports import Reports
from flake8_ownership.sites.site import Ruling
from flake8_ownership.sites.summaries import Escape, Summaries, Summary
from flake8_ownership.sites.tasks import Outcome

# Different failures that are followed out of one function; of each kind the first call in the text.
_MOST = 6


class Roads(Protocol):
    """What is known of the way of a failure inside one function."""

    def outcome(self, place: Place) -> Outcome:
        """Where the failure of a place comes out."""

    def within(self, function: Function, node: ast.AST, failure: Failure) -> tuple[Ruling | None, Way]:
        """What the guards of a function make of a failure at a node; None where it leaves the function."""


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

    def of(self, function: Function, roads: Roads) -> Summary:
        """The failures that leave a function; none where one of its handlers reports: it looks after what it does."""
        return self._summaries.escapes.ask((self._mark, function), lambda: self._found(function, roads), ())

    def at(self, place: Place, roads: Roads) -> Summary:
        """What a place may fail with: the call of a library that it is, or whatever leaves the project's function."""
        identity = self._calls.identify(place)
        if isinstance(identity, Refusal):
            callee = self._calls.own_callee(place)
            return self.of(callee, roads) if callee is not None else ()
        if identity.quiet or identity.teardown or identity.certainty == "named":
            return ()
        return (Escape(self._failures.of(identity), place.function, place.expr, identity),)

    def _found(self, function: Function, roads: Roads) -> Summary:
        try:
            if self._looks_after_itself(function):
                return ()
            found: dict[Failure, Escape] = {}
            for escape in self._leaving(function, roads):
                found.setdefault(escape.failure, escape)
                if len(found) == _MOST:
                    break
            return tuple(found.values())
        except SourceError:
            return ()

    def _leaving(self, function: Function, roads: Roads) -> Iterator[Escape]:
        for place in self._places(function):
            escapes = self.at(place, roads)
            if not escapes:
                continue
            outcome = roads.outcome(place)
            if outcome.handling not in ("here", "later", "grouped"):
                continue
            for escape in escapes:
                ruling, way = roads.within(function, outcome.node, escape.failure)
                if ruling is None:
                    yield replace(escape, failure=way.failure)

    def _places(self, function: Function) -> Iterable[Place]:
        """Where a function waits; of a synchronous one, every call."""
        return self._calls.places(function) if function.is_async else self._calls.called(function)

    def _looks_after_itself(self, function: Function) -> bool:
        return any(
            report.loud
            for call, block in function.body.calls
            if block is not None and block.in_handler
            for report in self._reports.of(call, Where(function, block=block))
        )
