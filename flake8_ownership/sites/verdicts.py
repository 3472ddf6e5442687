"""Judges every site of a module: identity from the calls, verdict from the guards, and then from the callers."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from flake8_ownership.catalogue import Catalogue
from flake8_ownership.errors import SourceError
from flake8_ownership.index.module import Function, Module
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import OwnFunction, Where
from flake8_ownership.settings import Settings
from flake8_ownership.sites.callers import Callers
from flake8_ownership.sites.calls import Place
from flake8_ownership.sites.context import at_hand
from flake8_ownership.sites.failures import Failure, Failures
from flake8_ownership.sites.guards import Guards
from flake8_ownership.sites.islands import Island, island
from flake8_ownership.sites.managers import Managers
from flake8_ownership.sites.reports import Reports
from flake8_ownership.sites.screen import Candidate
from flake8_ownership.sites.site import Ruling, Site
from flake8_ownership.sites.tasks import Outcome, Tasks

_DEEPEST = 6  # callers of callers


class Verdicts:
    """The judge of one project; keeps the islands that it parsed while a module is under check."""

    def __init__(self, resolver: Resolver, catalogue: Catalogue, settings: Settings) -> None:
        self._resolver = resolver
        self._reports = Reports(resolver, catalogue, settings)
        self._failures = Failures(resolver, catalogue)
        self._managers = Managers(resolver, catalogue, self._reports, self._failures, self._judge)
        self._guards: dict[Function, Guards] = {}
        self._running: set[Function] = set()

    def sites(self, module: Module, candidates: Iterable[Candidate]) -> Iterator[Site]:
        """The sites among the candidates, judged, in the order of the text."""
        callers = Callers(module, self._resolver)
        tasks: dict[Function, Tasks] = {}
        for candidate in candidates:
            place = candidate.place
            function = place.function
            if function not in tasks:
                tasks[function] = Tasks(function)
            outcome = tasks[function].outcome(place)
            failure = self._failures.of(candidate.identity)
            ruling = self._outcome_ruling(function, outcome, failure, callers)
            yield self._site(module, candidate, outcome, ruling)

    def _site(self, module: Module, candidate: Candidate, outcome: Outcome, ruling: Ruling) -> Site:
        place, source = candidate.place, module.source
        start, end = source.span(place.expr)
        callee = place.expr.func if isinstance(place.expr, ast.Call) else place.expr
        hand = at_hand(place.function, place.expr)
        named = frozenset().union(*(report.names for report in ruling.reports))
        return Site(
            filename=source.path,
            start=start,
            end=end,
            function=place.function.qualname,
            call=" ".join(source.segment(callee).split()),
            consumed=place.consumed,
            identity=candidate.identity,
            ruling=ruling,
            handling=outcome.handling,
            context=bool(hand & named),
            at_hand=hand,
        )

    def _outcome_ruling(self, function: Function, outcome: Outcome, failure: Failure, callers: Callers) -> Ruling:
        if outcome.handling == "captured":
            if outcome.read or outcome.drained:
                how = "its tasks were cancelled first" if outcome.drained else "the results are read"
                return Ruling(
                    "carried",
                    f"the exception becomes a result, and {how}",
                    "gather",
                    getattr(outcome.node, "lineno", None),
                )
            return Ruling(
                "silenced",
                "the exception becomes a result that nothing reads",
                "gather",
                getattr(outcome.node, "lineno", None),
            )
        if outcome.handling in ("dropped", "kept"):
            return self._detached(function, outcome)
        return self._ruling(function, outcome.node, failure, callers, depth=_DEEPEST)

    def _detached(self, function: Function, outcome: Outcome) -> Ruling:
        """A task that nobody in the function waits for: only a callback that reports sees its failure."""
        callback = outcome.callback
        if callback is not None:
            value = self._resolver.value(callback, Where(function))
            if isinstance(value, OwnFunction):
                reports = tuple(
                    report
                    for call, block in value.function.body.calls
                    for report in self._reports.of(call, Where(value.function, block=block))
                    if report.loud
                )
                if reports:
                    return Ruling(
                        "owned", f"its callback {value.function.name} reports it", "scope", callback.lineno, reports
                    )
        kept = f"its task is kept in {outcome.name}, but" if outcome.name else "its task is dropped:"
        return Ruling("unowned", f"{kept} nothing here waits for it")

    def _ruling(self, function: Function, node: ast.AST, failure: Failure, callers: Callers, depth: int) -> Ruling:
        ruling, way = self._guards_of(function).ruling(node, failure)
        if ruling is not None:
            return ruling
        passed = "a handler raises it on without a report" if way.reraised else "nothing in the function catches it"
        seen = self._seen_by_callers(function, way.failure, callers, depth)
        if seen is not None:
            return replace(seen, reraised=way.reraised, whispers=way.whispers)
        return Ruling("unowned", passed, whispers=way.whispers, reraised=way.reraised)

    def _seen_by_callers(self, function: Function, failure: Failure, callers: Callers, depth: int) -> Ruling | None:
        """`visible` where every known call of the function stands where the failure is seen."""
        if depth == 0 or function in self._running:
            return None
        calls = callers.of(function)
        if calls is None:
            return None
        self._running.add(function)
        try:
            for call, caller in calls:
                outcome = Tasks(caller).outcome(Place(call, "await", None, caller))
                ruling = self._ruling(caller, outcome.node, failure, callers, depth - 1)
                if ruling.verdict not in ("owned", "visible"):
                    return None
        finally:
            self._running.discard(function)
        names = ", ".join(sorted({f"{caller.name}()" for _, caller in calls}))
        return Ruling(
            "visible", f"every call of {function.name}() is guarded: in {names}", "caller", calls[0][0].lineno
        )

    def _judge(self, function: Function, node: ast.AST, failure: Failure) -> Ruling | None:
        """The ruling inside another function of the project: a context manager's or decorator's."""
        if function in self._running:
            return None
        self._running.add(function)
        try:
            return self._guards_of(function).ruling(node, failure)[0]
        except SourceError:
            return None
        finally:
            self._running.discard(function)

    def _guards_of(self, function: Function) -> Guards:
        if function not in self._guards:
            found: Island = island(function)
            self._guards[function] = Guards(found, self._reports, self._managers, self._failures)
        return self._guards[function]
