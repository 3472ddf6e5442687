"""Rules on a failure at any place: by the guards of its function, and then by those of the function's callers."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from flake8_ownership.catalogue import Catalogue
from flake8_ownership.errors import SourceError
from flake8_ownership.index.module import Function, Module, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Where
from flake8_ownership.settings import Settings
from flake8_ownership.sites.callbacks import Callbacks
from flake8_ownership.sites.callers import Callers
from flake8_ownership.sites.calls import Calls, Place
from flake8_ownership.sites.escapes import Escapes
from flake8_ownership.sites.failures import Failure, Failures
from flake8_ownership.sites.fates import Fates
from flake8_ownership.sites.guards import Guards, Way
from flake8_ownership.sites.managers import Managers
from flake8_ownership.sites.operations import Operations
from flake8_ownership.sites.reports import Reports
from flake8_ownership.sites.site import Fate, GuardKind, Ruling
from flake8_ownership.sites.summaries import CIRCLE, Summaries, Summary
from flake8_ownership.sites.surroundings import Surroundings, start_of
from flake8_ownership.sites.tasks import Outcome, Tasks

_DEEPEST_GUARDS = 6  # context managers and decorators of the project inside one another
_MOST_NAMED = 8  # callers that are named
_Ending = Literal["seen", "lost", "circle"]


class Judge:
    """A judge for one file; keeps what it found out of the functions that were asked about."""

    def __init__(
        self, calls: Calls, resolver: Resolver, catalogue: Catalogue, settings: Settings, summaries: Summaries
    ) -> None:
        self.resolver = resolver
        self.reports = Reports(resolver, catalogue, settings)
        self.failures = Failures(resolver, catalogue)
        self._calls = calls
        self._managers = Managers(resolver, catalogue, self.reports, self.failures, self._inside)
        self._summaries = summaries
        self._mark = summaries.mark(settings)
        self._escapes = Escapes(self._calls, self.failures, self.reports, summaries, settings)
        self._callers = Callers(resolver)
        self._callbacks = Callbacks(resolver, self.reports, self._inside)
        self._fates = Fates(self._callbacks)
        self.starts = Operations(resolver, catalogue, settings, summaries.hooks)
        self._surroundings: dict[Function, Surroundings] = {}
        self._places: dict[Function, dict[ast.expr, Place]] = {}
        self._paths: dict[Module, str] = {}
        self._guards: dict[Function, Guards] = {}
        self._tasks: dict[Function, Tasks] = {}
        # What was found out, by what was asked. A circle ends where its depth is spent, so no answer depends on who
        # asked first.
        self._inner: dict[tuple[Function, ast.AST, Failure, int], Ruling | None] = {}

    def surroundings(self, function: Function) -> Surroundings:
        """The index of a function."""
        if function not in self._surroundings:
            self._surroundings[function] = Surroundings(function)
        return self._surroundings[function]

    def outcome(self, place: Place) -> Outcome:
        """Where the failure of a place comes out."""
        if place.helper is not None:
            return self._out_of_helper(place, place.helper)
        if place.function not in self._tasks:
            self._tasks[place.function] = Tasks(self.surroundings(place.function))
        return self._tasks[place.function].outcome(place)

    def _out_of_helper(self, place: Place, inner: Place) -> Outcome:
        """Where the failure of what a helper is handed comes out: of the call of the helper, if it lets it out."""
        assert place.wrapper is not None
        outcome = self.outcome(inner)
        if outcome.handling in ("here", "later", "grouped"):
            return Outcome(place.wrapper, "here", through=(inner.function, outcome.node))
        return replace(outcome, function=inner.function)

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
        if outcome.through is not None:
            helper, node = outcome.through
            inside, way = self.within(helper, node, failure)
            if inside is not None:
                return replace(inside, reason=f"in {helper.name}(), {inside.reason}", guard="helper"), way
            failure = way.failure
        ruling, way = self._walk(function, outcome.node, failure)
        if ruling.guard == CIRCLE.guard:
            ruling = replace(ruling, verdict="unowned", reason="only itself calls the function", guard="")
        return ruling, way

    def _walk(self, function: Function, node: ast.AST, failure: Failure) -> tuple[Ruling, Way]:
        ruling, way = self.guards(function).ruling(node, failure)
        if ruling is not None:
            return ruling, way
        seen = self._seen_at_boundary(function) or self._seen_by_callers(function, way.failure)
        if seen is not None:
            return replace(seen, reraised=way.reraised, whispers=way.whispers), way
        passed = "a handler raises it on without a report" if way.reraised else "nothing in the function catches it"
        return Ruling("unowned", passed, whispers=way.whispers, reraised=way.reraised), way

    def _seen_at_boundary(self, function: Function) -> Ruling | None:
        """`visible` where the user says that somebody reports what the function raises."""
        name = self.starts.trusted(function)
        return Ruling("visible", f"boundaries = [{name!r}] says that it is reported", "caller") if name else None

    def hears(self, function: Function) -> str:
        """What of the project reports what a framework is told of a function, in plain words; empty for nothing."""
        for hooked in self.starts.hooks(function):
            if hooked.function is None:
                return f"{hooked.by}() reports it"
            if self._tells(hooked.function):
                return f"{hooked.function.name}() in {self.path_of(hooked.function.module)} reports it"
        return ""

    def _tells(self, function: Function) -> bool:
        """Whether a hook reports what it hears of; a middleware, which runs each time, in a handler."""
        boundary = self.starts.started_by(function)
        everywhere = boundary is None or boundary.what != "middleware"
        return any(
            report.loud
            for call, block in function.body.calls
            if everywhere or (block is not None and block.in_handler)
            for report in self.reports.of(call, Where(function, block=block))
        )

    def _seen_by_callers(self, function: Function, failure: Failure) -> Ruling | None:
        """What becomes of a failure in the callers of a function, where all of them are known and decide it.

        `visible` where every one of them reports it, or hands it on as a value that somebody reads. Where one of them
        loses it, it is said there.
        """
        key = self._mark, function, failure
        return self._summaries.rulings.ask(key, lambda: self._by_callers(function, failure), CIRCLE)

    def _by_callers(self, function: Function, failure: Failure) -> Ruling | None:
        calls: list[tuple[ast.Call, Function]] = []
        lost: tuple[ast.Call, Function] | None = None
        endings = set()
        for found in self._callers.of(function):
            ending = self._ending_at(*found, failure) if found is not None else None
            if found is None or ending is None:
                return None
            calls.append(found)
            endings.add(ending)
            if ending == "lost":
                lost = lost or found
        if not calls:
            return None
        if endings == {"circle"}:
            return CIRCLE
        if lost is not None:
            row = lost[0].lineno
            return Ruling("unowned", f"{lost[1].name}() loses it where it calls {function.name}()", "caller", row)
        names = sorted({f"{caller.name}()" for _, caller in calls})
        others = [f"{len(names) - _MOST_NAMED} others"] if len(names) > _MOST_NAMED else []
        reason = f"every call of {function.name}() is guarded: in {', '.join([*names[:_MOST_NAMED], *others])}"
        return Ruling("visible", reason, "caller", calls[0][0].lineno)

    def _ending_at(self, call: ast.Call, caller: Function, failure: Failure) -> _Ending | None:
        """How a failure ends that comes out of a call; None where it goes on, or nothing tells."""
        place = self._place(call, caller)
        if place is None:
            return None
        outcome = self.outcome(place)
        if outcome.callback is not None and self._callbacks.reporter(outcome.function or caller, outcome.callback):
            return "seen"
        if outcome.handling == "captured" and (outcome.read or outcome.drained):
            return "seen"
        if outcome.handling not in ("here", "later", "grouped"):
            return "lost" if self.fate(place, outcome) is not None else None
        ruling, _ = self._walk(caller, outcome.node, failure)
        if ruling.guard == CIRCLE.guard:
            return "circle"
        if ruling.verdict in ("owned", "visible"):
            return "seen"
        return "lost" if ruling.verdict == "silenced" or ruling.guard == "caller" else None

    def _place(self, call: ast.Call, function: Function) -> Place | None:
        """Where a function waits for a call of its own; None where it hands the coroutine on."""
        if function not in self._places:
            self._places[function] = {place.expr: place for place in self._calls.places(function)}
        return self._places[function].get(call)

    def _detached(self, function: Function, outcome: Outcome) -> Ruling:
        """A task that nobody in the function waits for: only a callback that reports sees its failure."""
        if outcome.callback is not None:
            reporter = self._callbacks.reporter(outcome.function or function, outcome.callback)
            if reporter is not None:
                return reporter
        kept = f"its task is kept in {outcome.name}, but" if outcome.name else "its task is dropped:"
        return Ruling("unowned", f"{kept} nothing here waits for it")

    def fate(self, place: Place, outcome: Outcome) -> Fate | None:
        """What becomes of the handle of something that runs by itself; None where somebody asks for it, or may."""
        return self._fates.of(place, outcome)

    def escapes(self, function: Function) -> Summary:
        """The failures that leave a function of the project unreported."""
        return self._escapes.of(function, self)

    def passing(self, place: Place) -> Summary:
        """The failures that come out at a place, unreported so far."""
        return self._escapes.at(place, self)

    def places(self, function: Function) -> Sequence[Place]:
        """Where a function waits."""
        return self._calls.places(function)

    def leaving(self, place: Place) -> Summary:
        """The failures that come out at a place and leave its function."""
        return tuple(self._escapes.leaving(place, self))

    def within(self, function: Function, node: ast.AST, failure: Failure) -> tuple[Ruling | None, Way]:
        """What the guards of a function make of a failure at a node; None where it leaves the function."""
        return self.guards(function).ruling(node, failure)

    def is_guarded(self, function: Function, node: ast.AST) -> bool:
        """Whether anything in a function may have a say in what fails at a node."""
        around = self.surroundings(function).guards_around(start_of(node))
        return bool(function.node.decorator_list) or next(around, None) is not None

    def path_of(self, module: Module) -> str:
        """A file by its path below the project's root, which is the same for every face."""
        if module not in self._paths:
            root, path = self.resolver.project.root, module.path
            self._paths[module] = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        return self._paths[module]

    def guards(self, function: Function) -> Guards:
        """The guards of a function."""
        if function not in self._guards:
            surroundings = self.surroundings(function)
            self._guards[function] = Guards(
                surroundings, self.reports, self._managers, self.failures, self._summaries.conducts, self._mark
            )
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
