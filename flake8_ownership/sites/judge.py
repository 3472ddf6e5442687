"""Rules on a failure at any place: by the guards of its function, and then by those of the function's callers."""

from __future__ import annotations

import ast
from dataclasses import replace
from itertools import islice

from flake8_ownership.catalogue import Catalogue
from flake8_ownership.errors import SourceError
from flake8_ownership.index.module import Function, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Bound, Lib, Made, OwnFunction, Value, Where
from flake8_ownership.settings import Settings
from flake8_ownership.sites.callers import Callers
from flake8_ownership.sites.calls import Calls, Place, Refusal
from flake8_ownership.sites.failures import Failure, Failures
from flake8_ownership.sites.guards import Guards, Way
from flake8_ownership.sites.managers import Managers
from flake8_ownership.sites.reports import Reports
from flake8_ownership.sites.site import GuardKind, Report, Ruling
from flake8_ownership.sites.surroundings import Surroundings
from flake8_ownership.sites.tasks import Outcome, Tasks

_DEEPEST = 6  # callers of callers
_DEEPEST_GUARDS = 6  # context managers and decorators of the project inside one another
_MOST_NAMED = 8  # callers that are named, and reports of a callback that are kept
_LEAKS_DEEPEST = 3  # coroutines awaited by a coroutine that runs as a task


class Judge:
    """The judge of one module; keeps what it found out of the functions that were asked about."""

    def __init__(self, calls: Calls, resolver: Resolver, catalogue: Catalogue, settings: Settings) -> None:
        self.resolver = resolver
        self.reports = Reports(resolver, catalogue, settings)
        self.failures = Failures(resolver, catalogue)
        self._calls = calls
        self._managers = Managers(resolver, catalogue, self.reports, self.failures, self._inside)
        self._callers = Callers(resolver)
        self._boundaries = settings.boundaries
        self._surroundings: dict[Function, Surroundings] = {}
        self._places: dict[Function, dict[ast.expr, Place]] = {}
        self._guards: dict[Function, Guards] = {}
        self._tasks: dict[Function, Tasks] = {}
        # What was found out, by what was asked. A circle ends where its depth is spent, so no answer depends on who
        # asked first.
        self._boundary: dict[Function, Ruling | None] = {}
        self._seen: dict[tuple[Function, Failure, int], Ruling | None] = {}
        self._inner: dict[tuple[Function, ast.AST, Failure, int], Ruling | None] = {}
        self._leaks: dict[tuple[Function, int], tuple[Function, ast.expr] | None] = {}
        self._callbacks: dict[Function, tuple[Report, ...]] = {}

    def surroundings(self, function: Function) -> Surroundings:
        """The index of a function."""
        if function not in self._surroundings:
            self._surroundings[function] = Surroundings(function)
        return self._surroundings[function]

    def outcome(self, place: Place) -> Outcome:
        """Where the failure of a place comes out."""
        if place.function not in self._tasks:
            self._tasks[place.function] = Tasks(self.surroundings(place.function))
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
        ruling, way = self.guards(function).ruling(node, failure)
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
        if function not in self._boundary:
            self._boundary[function] = self._registered(function)
        return self._boundary[function]

    def _registered(self, function: Function) -> Ruling | None:
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
        if depth == 0:
            return None
        key = function, failure, depth
        if key not in self._seen:
            self._seen[key] = self._at_every_call(function, failure, depth)
        return self._seen[key]

    def _at_every_call(self, function: Function, failure: Failure, depth: int) -> Ruling | None:
        calls = self._callers.of(function)
        if calls is None:
            return None
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
        names = sorted({f"{caller.name}()" for _, caller in calls})
        others = [f"{len(names) - _MOST_NAMED} others"] if len(names) > _MOST_NAMED else []
        reason = f"every call of {function.name}() is guarded: in {', '.join([*names[:_MOST_NAMED], *others])}"
        return Ruling("visible", reason, "caller", calls[0][0].lineno)

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
        if target not in self._callbacks:
            reports = (
                report
                for call, block in target.body.calls
                for report in self.reports.of(call, Where(target, block=block))
                if report.loud
            )
            self._callbacks[target] = tuple(islice(reports, _MOST_NAMED))
        told = self._callbacks[target]
        return (
            Ruling("owned", f"its callback {target.name} reports it", "scope", callback.lineno, told) if told else None
        )

    def leak(self, function: Function, depth: int = _LEAKS_DEEPEST) -> tuple[Function, ast.expr] | None:
        """A call in a coroutine of the project, or in one that it awaits, whose failure leaves the coroutine unseen."""
        key = function, depth
        if key not in self._leaks:
            self._leaks[key] = self._first_leak(function, depth) if function.is_async else None
        return self._leaks[key]

    def _first_leak(self, function: Function, depth: int) -> tuple[Function, ast.expr] | None:
        if self._reports_itself(function):
            return None
        found = (self._leak_at(function, place, depth) for place in self._calls.places(function))
        try:
            return next((leak for leak in found if leak is not None), None)
        except SourceError:
            return None

    def _reports_itself(self, function: Function) -> bool:
        """Whether a handler of a coroutine reports: then it looks after its failures, and what is left is a detail."""
        return any(
            report.loud
            for call, block in function.body.calls
            if block is not None and block.in_handler
            for report in self.reports.of(call, Where(function, block=block))
        )

    def _leak_at(self, function: Function, place: Place, depth: int) -> tuple[Function, ast.expr] | None:
        identity = self._calls.identify(place)
        inner: tuple[Function, ast.expr] | None = None
        if isinstance(identity, Refusal):
            callee = self._calls.own_callee(place)
            if callee is None or depth == 0:
                return None
            inner = self.leak(callee, depth - 1)
            if inner is None:
                return None
            failure = Failure()
        elif identity.quiet or identity.teardown or identity.certainty == "named":
            return None
        else:
            failure = self.failures.of(identity)
        outcome = self.outcome(place)
        if outcome.handling not in ("here", "later", "grouped"):
            return None
        ruling, _ = self.guards(function).ruling(outcome.node, failure)
        return (inner or (function, place.expr)) if ruling is None else None

    def guards(self, function: Function) -> Guards:
        """The guards of a function."""
        if function not in self._guards:
            surroundings = self.surroundings(function)
            self._guards[function] = Guards(surroundings, self.reports, self._managers, self.failures)
        return self._guards[function]

    def _inside(self, function: Function, node: ast.AST, failure: Failure, depth: int) -> Ruling | None:
        """The ruling inside another function of the project: a context manager's or decorator's."""
        if depth == _DEEPEST_GUARDS:
            return None
        key = function, node, failure, depth
        if key not in self._inner:
            self._inner[key] = self._ruling_inside(function, node, failure, depth + 1)
        return self._inner[key]

    def _ruling_inside(self, function: Function, node: ast.AST, failure: Failure, depth: int) -> Ruling | None:
        try:
            return self.guards(function).ruling(node, failure, depth)[0]
        except SourceError:
            return None


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
