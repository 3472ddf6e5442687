"""Rules on a failure at any place: by the guards of its function, and then by those of the function's callers."""

from __future__ import annotations

import ast
from dataclasses import replace

from flake8_ownership.catalogue import Catalogue
from flake8_ownership.errors import SourceError
from flake8_ownership.index.module import Function, Module, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Bound, Lib, Made, OwnFunction, Value, Where
from flake8_ownership.settings import Settings
from flake8_ownership.sites.callers import Callers
from flake8_ownership.sites.calls import Calls, Place
from flake8_ownership.sites.escapes import Escapes
from flake8_ownership.sites.failures import Failure, Failures
from flake8_ownership.sites.guards import Guards, Way
from flake8_ownership.sites.managers import Managers
from flake8_ownership.sites.reports import Reports
from flake8_ownership.sites.site import GuardKind, Ruling
from flake8_ownership.sites.summaries import Summaries, Summary
from flake8_ownership.sites.tasks import Outcome, Tasks

_DEEPEST = 6  # callers of callers


class Judge:
    """A judge for one file; keeps the islands and task graphs of the functions that were asked about."""

    def __init__(self, resolver: Resolver, catalogue: Catalogue, settings: Settings, summaries: Summaries) -> None:
        self.resolver = resolver
        self.reports = Reports(resolver, catalogue, settings)
        self.failures = Failures(resolver, catalogue)
        self._calls = Calls(resolver, catalogue, settings)
        self._managers = Managers(resolver, catalogue, self.reports, self.failures, self._inside)
        self._escapes = Escapes(self._calls, self.failures, self.reports, summaries, settings)
        self._callers = Callers(resolver)
        self._boundaries = settings.boundaries
        self._places: dict[Function, dict[ast.expr, Place]] = {}
        self._guards: dict[Function, Guards] = {}
        self._tasks: dict[Function, Tasks] = {}
        self._running: set[Function] = set()

    def outcome(self, place: Place) -> Outcome:
        """Where the failure of a place comes out."""
        if place.function not in self._tasks:
            self._tasks[place.function] = Tasks(place.function)
        return self._tasks[place.function].outcome(place)

    def ruling(self, function: Function, outcome: Outcome, failure: Failure) -> tuple[Ruling, Way]:
        """What becomes of a failure that comes out as told, and how far the walk outwards got."""
        row = getattr(outcome.node, "lineno", None)
        guard: GuardKind = (
            "wait" if isinstance(outcome.node, ast.Call) and last_name(outcome.node) == "wait" else "gather"
        )
        way = Way(failure)
        if outcome.handling == "captured":
            if outcome.drained:
                return Ruling(
                    "carried", "the exception becomes a result of tasks that were cancelled first", guard, row
                ), way
            if outcome.read:
                return Ruling("carried", "the exception becomes a result, and the results are read", guard, row), way
            return Ruling("silenced", "the exception becomes a result that nothing reads", guard, row), way
        if outcome.handling in ("dropped", "kept"):
            return self._detached(function, outcome), way
        return self._walk(function, outcome.node, failure, _DEEPEST)

    def _walk(self, function: Function, node: ast.AST, failure: Failure, depth: int) -> tuple[Ruling, Way]:
        ruling, way = self._guards_of(function).ruling(node, failure)
        if ruling is not None:
            return ruling, way
        seen = self._seen_at_boundary(function) or self._seen_by_callers(function, way.failure, depth)
        if seen is not None:
            return replace(seen, reraised=way.reraised, whispers=way.whispers), way
        passed = "a handler raises it on without a report" if way.reraised else "nothing in the function catches it"
        return Ruling("unowned", passed, whispers=way.whispers, reraised=way.reraised), way

    def _seen_at_boundary(self, function: Function) -> Ruling | None:
        """`visible` where the function is registered with a framework whose boundary the user trusts."""
        if not self._boundaries:
            return None
        where = Where(function.outer)
        bases = function.owner.bases if function.owner is not None else []
        for node in (*function.node.decorator_list, *bases):
            maker = node.func if isinstance(node, ast.Call) else node
            path = _path(self.resolver.value(maker, where))
            if path.partition(".")[0] in self._boundaries:
                return Ruling("visible", f"the boundary of {path} reports it", "caller", node.lineno)
        return None

    def _seen_by_callers(self, function: Function, failure: Failure, depth: int) -> Ruling | None:
        """`visible` where every known call of the function stands where the failure is seen."""
        if depth == 0 or function in self._running:
            return None
        calls = self._callers.of(function)
        if calls is None:
            return None
        self._running.add(function)
        try:
            for call, caller in calls:
                place = self._place(call, caller)
                outcome = self.outcome(place) if place is not None else None
                if outcome is None:
                    return None
                if outcome.callback is not None and self.callback_reports(caller, outcome.callback) is not None:
                    continue
                if outcome.handling not in ("here", "later", "grouped"):
                    return None
                ruling, _ = self._walk(caller, outcome.node, failure, depth - 1)
                if ruling.verdict not in ("owned", "visible"):
                    return None
        finally:
            self._running.discard(function)
        names = ", ".join(sorted({f"{caller.name}()" for _, caller in calls}))
        return Ruling(
            "visible", f"every call of {function.name}() is guarded: in {names}", "caller", calls[0][0].lineno
        )

    def _place(self, call: ast.Call, function: Function) -> Place | None:
        """Where a function waits for a call of its own; None where it hands the coroutine on."""
        if function not in self._places:
            self._places[function] = {place.expr: place for place in self._calls.places(function)}
        return self._places[function].get(call)

    def _detached(self, function: Function, outcome: Outcome) -> Ruling:
        """A task that nobody in the function waits for: only a callback that reports sees its failure."""
        if outcome.callback is not None:
            reporter = self.callback_reports(function, outcome.callback)
            if reporter is not None:
                return reporter
        kept = f"its task is kept in {outcome.name}, but" if outcome.name else "its task is dropped:"
        return Ruling("unowned", f"{kept} nothing here waits for it")

    def callback_reports(self, function: Function, callback: ast.expr) -> Ruling | None:
        """The ruling of a done-callback that reports, None for one that does not."""
        target = _function(self.resolver.value(callback, Where(function)))
        if target is None:
            return None
        reports = tuple(
            report
            for call, block in target.body.calls
            for report in self.reports.of(call, Where(target, block=block))
            if report.loud
        )
        if not reports:
            return None
        return Ruling("owned", f"its callback {target.name} reports it", "scope", callback.lineno, reports)

    def escapes(self, function: Function) -> Summary:
        """The failures that leave a function of the project unreported."""
        return self._escapes.of(function, self)

    def within(self, function: Function, node: ast.AST, failure: Failure) -> tuple[Ruling | None, Way]:
        """What the guards of a function make of a failure at a node; None where it leaves the function."""
        return self._guards_of(function).ruling(node, failure)

    def path_of(self, module: Module) -> str:
        """A file by its path below the project's root, which is the same for every face."""
        root = self.resolver.project.root
        return module.path.relative_to(root).as_posix() if module.path.is_relative_to(root) else str(module.path)

    def guards(self, function: Function) -> Guards:
        """The guards of a function."""
        return self._guards_of(function)

    def _inside(self, function: Function, node: ast.AST, failure: Failure) -> Ruling | None:
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
            self._guards[function] = Guards(function, self.reports, self._managers, self.failures)
        return self._guards[function]


def _path(value: Value) -> str:
    match value:
        case Lib(path) | Made(path):
            return path
        case Bound(api):
            return api.name
        case OwnFunction(function) if not function.is_own:
            return function.canonical
    return ""


def _function(value: Value) -> Function | None:
    return value.function if isinstance(value, OwnFunction) and value.function.is_own else None
