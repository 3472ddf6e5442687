"""Rules on a failure at any place: by the guards of its function, and then by those of the function's callers."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from flake8_ownership.catalogue import Catalogue, world
from flake8_ownership.catalogue.model import Boundary
from flake8_ownership.index import ancestry, usages
from flake8_ownership.index.flow import Block
from flake8_ownership.index.module import Class, Function, Module, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Where
from flake8_ownership.settings import Settings
from flake8_ownership.sites.answers import Answers
from flake8_ownership.sites.callbacks import Callbacks
from flake8_ownership.sites.callers import Callers
from flake8_ownership.sites.calls import Calls
from flake8_ownership.sites.escapes import Escapes
from flake8_ownership.sites.failures import Failure, Failures
from flake8_ownership.sites.fates import Fates
from flake8_ownership.sites.guards import Guards, Way
from flake8_ownership.sites.handings import is_general
from flake8_ownership.sites.hooks import Hooked, passes_on
from flake8_ownership.sites.listeners import Listeners
from flake8_ownership.sites.managers import Managers
from flake8_ownership.sites.operations import Operations
from flake8_ownership.sites.places import Place
from flake8_ownership.sites.positions import start_of
from flake8_ownership.sites.reports import Reports
from flake8_ownership.sites.site import COLLECTED, Fate, GuardKind, Ruling
from flake8_ownership.sites.summaries import CIRCLE, Escape, Summaries, Summary
from flake8_ownership.sites.surroundings import Surroundings
from flake8_ownership.sites.tasks import Outcome, Tasks
from flake8_ownership.sites.unmissed import Unmissed

_DEEPEST_GUARDS = 6  # context managers and decorators of the project inside one another
_MOST_TRIES = 20  # of a middleware
_MOST_NAMED = 8  # callers that are named
_MOST_HELPERS = 8  # helpers that are handed one another
_Ending = Literal["seen", "lost", "circle"]


class Judge:
    """A judge for one file; keeps what it found out of the functions that were asked about."""

    def __init__(
        self, calls: Calls, resolver: Resolver, catalogue: Catalogue, settings: Settings, summaries: Summaries
    ) -> None:
        self.resolver = resolver
        self.reports = Reports(resolver, catalogue, settings, summaries)
        self.failures = Failures(resolver, catalogue)
        self._calls = calls
        self._managers = Managers(resolver, catalogue, self.reports, self.failures, self._inside)
        self._summaries = summaries
        self._mark = summaries.mark(settings)
        self._escapes = Escapes(self._calls, self.failures, self.reports, summaries, settings)
        self.callers = Callers(resolver)
        self._answers = Answers(self.callers, self.reports, self.surroundings)
        self._callbacks = Callbacks(resolver, self.reports, self._inside)
        self._fates = Fates(resolver, self._callbacks, self._inside)
        self.starts = Operations(resolver, catalogue, settings, summaries)
        self._listeners = Listeners(
            resolver, catalogue, self.starts.told, self._reports_around, summaries.listeners, self._mark
        )
        self.unmissed = Unmissed(self._summaries.surroundings)
        self._places: dict[Function, dict[ast.expr, Place]] = {}
        self._inner_calls: dict[Function, dict[str, ast.Call]] = {}
        self._paths: dict[Module, str] = {}
        self._guards: dict[Function, Guards] = {}
        self._tasks: dict[Function, Tasks] = {}
        self._outcomes: dict[Place, Outcome] = {}
        self._reporting: dict[Class, str] = {}
        # What was found out, by what was asked. A circle ends where its depth is spent, so no answer depends on who
        # asked first.
        self._inner: dict[tuple[Function, ast.AST, Failure, int], tuple[Ruling | None, Failure]] = {}

    def surroundings(self, function: Function) -> Surroundings:
        """The index of a function."""
        return self._summaries.surroundings(function)

    def outcome(self, place: Place) -> Outcome:
        """Where the failure of a place comes out."""
        if place.helper is None:
            return self._tasks_of(place.function).outcome(place)
        if place not in self._outcomes:
            found = [self._out_of_helper(place, inner) for inner in (place.helper, *place.others)]
            # Which of them it does may depend on anything: at one at which nothing is lost, nothing is.
            self._outcomes[place] = min(found, key=self._lostness) if len(found) > 1 else found[0]
        return self._outcomes[place]

    def _lostness(self, outcome: Outcome) -> int:
        """How much is lost of a failure that comes out so: nothing where it is reported, and less where it goes on."""
        ruling = self._callbacks.reporter(outcome.callbacks) or self._by_helpers(outcome, Failure())[0]
        if ruling is not None and ruling.verdict in ("owned", "visible"):
            return 0
        return 1 if outcome.is_waited_for else 2

    def _tasks_of(self, function: Function) -> Tasks:
        if function not in self._tasks:
            self._tasks[function] = Tasks(self.surroundings(function))
        return self._tasks[function]

    def _out_of_helper(self, place: Place, inner: Place) -> Outcome:
        """Where the failure of what a helper is handed comes out: where the helper is waited for, if it lets it out."""
        assert place.wrapper is not None
        outcome = self.outcome(inner)
        if not outcome.is_waited_for:
            if not outcome.returned:
                return outcome
            caller = self._tasks_of(place.function).of_handle(place.wrapper, awaited=inner.function.is_async)
            return outcome.given_to(caller)
        way = (*outcome.through, (inner.function, outcome.node))
        outer = self._place(place.wrapper, place.function) if inner.function.is_async else None
        if outer is None or outer.wrapper is None:
            return Outcome(place.wrapper, "here", through=way)
        beyond = self.outcome(outer)
        if len(way) + len(beyond.through) > _MOST_HELPERS:
            return Outcome(place.wrapper, "kept", escapes=True)
        return replace(beyond, through=(*way, *beyond.through))

    def ruling(self, function: Function, outcome: Outcome, failure: Failure) -> tuple[Ruling, Way]:
        """What becomes of a failure that comes out as told, and how far the walk outwards got."""
        row = getattr(outcome.node, "lineno", None)
        guard: GuardKind = (
            "wait" if isinstance(outcome.node, ast.Call) and last_name(outcome.node) == "wait" else "gather"
        )
        ruling, way, _ = self._by_helpers(outcome, failure)
        if ruling is not None:
            return ruling, way
        if outcome.handling == "captured":
            if outcome.drained:
                return Ruling(
                    "carried", "the exception becomes a result of tasks that were cancelled first", guard, row
                ), way
            if outcome.read:
                return Ruling("carried", "the exception becomes a result, and the results are read", guard, row), way
            reporter = self._callbacks.reporter(outcome.callbacks)
            if reporter is not None:
                return reporter, way
            if self._callbacks.may_tell(outcome.callbacks):
                reason = "the exception becomes a result, and a callback is given the task, which may look after it"
                return Ruling("carried", reason, guard, row), way
            return Ruling("silenced", "the exception becomes a result that nothing reads", guard, row), way
        if outcome.handling in ("dropped", "kept"):
            return self._detached(outcome), way
        ruling, way = self._walk(function, outcome, failure)
        if ruling.guard == CIRCLE.guard:
            ruling = replace(ruling, verdict="unowned", reason="only itself calls the function", guard="")
        return ruling, way

    def _walk(self, function: Function, outcome: Outcome, failure: Failure) -> tuple[Ruling, Way]:
        ruling, way, _ = self.leaving_at(function, outcome, failure)
        if ruling is not None:
            return ruling, way
        seen = self._seen_at_boundary(function, way.failure) or self._seen_by_callers(function, way.failure)
        if seen is not None:
            return replace(seen, reraised=way.reraised, whispers=way.whispers), way
        passed = "a handler raises it again without a report" if way.reraised else "nothing in the function catches it"
        return Ruling("unowned", passed, whispers=way.whispers, reraised=way.reraised), way

    def _seen_at_boundary(self, function: Function, failure: Failure) -> Ruling | None:
        """`visible` where the user says that somebody reports what the function raises; a framework that is named so
        reports no answer that it sends."""
        name = self.starts.trusted(function)
        if self.starts.trusts_framework(function) and self.starts.is_unheard(function, failure):
            return None
        return Ruling("visible", f"boundaries = [{name!r}] says that it is reported", "caller") if name else None

    def hears(self, function: Function) -> str:
        """What of the project reports what a framework is told of a function, in plain words; empty for nothing."""
        for hooked in self.starts.hooks(function):
            if not self._reports_all(hooked):
                continue
            if hooked.function is not None:
                return f"{hooked.function.name}() in {self.path_of(hooked.function.module)} reports it"
            by = f"{hooked.by}()" if hooked.said is None else f"{hooked.said.by}() in {hooked.path.name}"
            return f"{by} reports it"
        return ""

    def hears_answers(self, boundary: Boundary, function: Function) -> bool:
        """Whether something of the project may report the errors that a function answers a request with: no handler for
        all errors hears of those, nor one around the call in a middleware, which gets the answer."""
        known = {(hooked.path, hooked.row) for hooked in self.starts.hooks(function)}
        return bool(self._listeners.of(boundary, function.module, known)) or any(
            self._reports_all(hooked, answers=hooked.hears == "everything")
            for hooked in self.starts.hooks_of_answers(function)
        )

    def loop_reports(self, place: Place, fate: Fate | None) -> bool:
        """Whether the project has told the event loop what to do with the failures of tasks that nobody reads, that
        says something, and the loop hears of one with such a fate: once nothing holds it any more. Of what runs behind
        an answer the framework's handler for all errors hears."""
        if fate == "background":
            hooks = self.starts.hooks_of_background(place.function)
            boundary = self.starts.started_by(place.function)
            return any(map(self._reports_all, hooks)) or (
                boundary is not None and bool(self._listeners.of(boundary, place.function.module, for_errors=True))
            )
        kept = fate == "kept" and not any(isinstance(one.expr, ast.Name) for one in self.outcome(place).keepers)
        return (kept or fate in COLLECTED) and any(
            hooked.sets_up is not None and self._runs_with(hooked.sets_up, place.function) and self._says(hooked)
            for hooked in self.starts.hooks_of_tasks(place.function)
        )

    def _runs_with(self, module: Module, function: Function) -> bool:
        """Whether what a file sets a handler for runs a function: a script that imports nothing of the project sets one
        for itself."""
        if module is function.module or "__main__" not in module.source.text:
            return True
        bound = (one for found in module.body.bindings.values() for one in found if one.kind == "import")
        return any(one.level or self.resolver.project.owns(one.module) for one in bound)

    def _says(self, hooked: Hooked) -> bool:
        """Whether what is given failures tells anybody of them, if only by printing."""
        if hooked.said is not None:
            return bool(self.reports.of(hooked.said.call, hooked.said.where))
        if hooked.function is None:
            return False
        functions = (hooked.function, *usages.overrides(self.resolver, hooked.function))
        return any(map(passes_on, functions)) or any(
            self.reports.of(call, Where(one, block=block)) for one in functions for call, block in one.body.calls
        )

    def _reports_all(self, hooked: Hooked, *, answers: bool = False) -> bool:
        """Whether what is told of failures reports them, and where it is said the `answers` as well."""
        if hooked.said is not None:
            return any(report.loud for report in self.reports.of(hooked.said.call, hooked.said.where))
        return hooked.function is None or self._tells(hooked.function, answers=answers)

    def reports_for_framework(self, function: Function) -> str:
        """What of a method's own class may hear of its failures, in plain words: a method that calls one of a library's
        that it has taken the place of, `await super().dispatch()`, and reports what that raises. Empty for nothing."""
        if function.owner is None:
            return ""
        if function.owner not in self._reporting:
            own = (one for one in ancestry.lineage(self.resolver, function.owner) if isinstance(one, Class))
            methods = (method for cls in own for method in cls.functions.values() if self._reports_for_base(method))
            found = next(methods, None)
            said = f"{found.name}() in {self.path_of(found.module)} reports what it raises" if found is not None else ""
            self._reporting[function.owner] = said
        return self._reporting[function.owner]

    def _reports_for_base(self, method: Function) -> bool:
        """Whether a method reports what a method of its base raises: not as it is made, but as it works."""
        names = frozenset(
            call.func.attr
            for call, _ in method.body.calls
            if isinstance(call.func, ast.Attribute)
            and isinstance(call.func.value, ast.Call)
            and last_name(call.func.value) == "super"
            and (call.func.attr == "__call__" or not call.func.attr.startswith("__"))
        )
        return bool(names) and self._reports_around(method, names)

    def may_hear(self, boundary: Boundary, function: Function) -> str:
        """What of the project may hear, by its name, of what a function raises, in plain words; empty for nothing."""
        return self._listeners.of(boundary, function.module)

    def _reports_around(self, function: Function, inner: frozenset[str]) -> bool:
        """Whether a function, or one inside it, reports something; where `inner` calls are named, in a handler around
        one of them."""
        return any(
            report.loud
            for one in (function, *function.every_function())
            for call, block in (one.body.calls if not inner else _handled_around(one, inner))
            for report in self.reports.of(call, Where(one, block=block))
        )

    def _tells(self, function: Function, *, answers: bool = False) -> bool:
        """Whether a hook reports what it hears of; a middleware, which runs each time, in a handler, and of `answers`
        outside of one."""
        boundary = self.starts.started_by(function)
        if answers:
            calls = [(call, block) for call, block in function.body.calls if block is None or not block.in_handler]
        elif boundary is not None and boundary.what == "middleware":
            calls = list(_handled_around(function, _within(function), general=True))
        else:
            calls = function.body.calls
        return any(
            report.loud for call, block in calls for report in self.reports.of(call, Where(function, block=block))
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
        for found in self.callers.of(function):
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
        inside, _, _ = self._by_helpers(outcome, failure)
        if inside is not None:
            return (
                "seen" if inside.verdict in ("owned", "visible") else "lost" if inside.verdict == "silenced" else None
            )
        if self._callbacks.reporter(outcome.callbacks) is not None:
            return "seen"
        if outcome.handling == "captured" and (
            outcome.read or outcome.drained or self._callbacks.may_tell(outcome.callbacks)
        ):
            return "seen"
        if not outcome.is_waited_for:
            return "lost" if self.fate(place, outcome) is not None else None
        ruling, _ = self._walk(caller, outcome, failure)
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

    def _detached(self, outcome: Outcome) -> Ruling:
        """A task that nobody in the function waits for: only a callback that reports sees its failure."""
        reporter = self._callbacks.reporter(outcome.callbacks)
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

    def reaching(self, place: Place, summary: Summary) -> Iterator[Escape]:
        """Those failures of a function that may come out at a place which runs it."""
        return self._escapes.reaching(place, summary)

    def is_looked_after(self, place: Place) -> bool:
        """Whether a handler around a place reports: no caller of its function hears of what fails there."""
        return self._escapes.is_looked_after(place)

    def decided(self, place: Place, failure: Failure) -> tuple[Ruling | None, Way, Function]:
        """What the guards around a place make of a failure: None where it leaves the function; how far it got by then,
        and the function in which that is decided."""
        outcome = self.outcome(place)
        ruling, way, function = self.leaving_at(place.function, outcome, failure)
        if ruling is None and not outcome.is_waited_for:
            return self.ruling(place.function, outcome, failure)[0], Way(failure), place.function
        return ruling, way, function

    def passing(self, place: Place) -> Summary:
        """The failures that come out at a place, unreported so far."""
        return self._escapes.at(place, self)

    def places(self, function: Function) -> Sequence[Place]:
        """Where a function waits."""
        return self._calls.places(function)

    def leaving(self, place: Place) -> Summary:
        """The failures that come out at a place and leave its function."""
        return tuple(self._escapes.leaving(place, self))

    def lost_by_decorators(self, function: Function) -> Summary:
        """The failures that leave a function and are lost in a task that a decorator of the project starts."""
        return tuple(
            escape
            for place in self.places(function)
            for escape in self.passing(place)
            if (ruling := self.leaving_at(function, self.outcome(place), escape.failure)[0]) is not None
            and ruling.guard == "caller"
        )

    def within(self, function: Function, node: ast.AST, failure: Failure) -> tuple[Ruling | None, Way]:
        """What the guards of a function make of a failure at a node; None where it leaves the function."""
        return self.guards(function).ruling(node, failure)

    def leaving_at(self, function: Function, outcome: Outcome, failure: Failure) -> tuple[Ruling | None, Way, Function]:
        """What the guards make of a failure that comes out as told, and the function that decides: a helper that it
        leaves first, or the one around the place. None where it leaves both."""
        ruling, way, decider = self._by_helpers(outcome, failure)
        if ruling is not None or not outcome.is_waited_for:
            return ruling, way, decider or function
        grouped = outcome.handling == "grouped"
        left = replace(way.failure, grouped=True) if grouped else way.failure
        return (*self.within(function, outcome.node, left), function)

    def leaves_helpers(self, outcome: Outcome, failure: Failure) -> bool:
        """Whether no helper that a failure leaves first has a say in it."""
        return self._by_helpers(outcome, failure)[0] is None

    def _by_helpers(self, outcome: Outcome, failure: Failure) -> tuple[Ruling | None, Way, Function | None]:
        """What the guards of the helpers make of a failure that leaves them first, and which of them decides."""
        way = Way(failure)
        for helper, node in outcome.through:
            ruling, way = self.within(helper, node, way.failure)
            if ruling is not None:
                return replace(ruling, reason=f"in {helper.name}(), {ruling.reason}", guard="helper"), way, helper
        return None, way, None

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
                surroundings,
                self.reports,
                self._managers,
                self.failures,
                self._summaries.conducts,
                self._answers,
                self._mark,
            )
        return self._guards[function]

    def _inside(self, function: Function, node: ast.AST, failure: Failure, depth: int) -> tuple[Ruling | None, Failure]:
        """The ruling inside another function of the project, a context manager's or decorator's, and what leaves it."""
        if depth == _DEEPEST_GUARDS:
            return None, failure
        key = function, node, failure, depth
        if key not in self._inner:
            self._inner[key] = self._ruling_inside(function, node, failure, depth + 1)
        return self._inner[key]

    def _ruling_inside(
        self, function: Function, node: ast.AST, failure: Failure, depth: int
    ) -> tuple[Ruling | None, Failure]:
        place = self._place(node, function) if isinstance(node, ast.Call) else None
        outcome = self.outcome(place) if place is not None and place.wrapper is not None else None
        if place is not None and outcome is not None and not outcome.is_waited_for:
            ruling = self.ruling(function, outcome, failure)[0]
            if ruling.verdict != "unowned" or self.fate(place, outcome) is None:
                return ruling, failure
            return Ruling("unowned", "it runs as a task whose outcome nobody checks", "caller"), failure
        if outcome is not None and outcome.through:
            ruled, way, _ = self.leaving_at(function, outcome, failure)
        else:
            ruled, way = self.guards(function).ruling(outcome.node if outcome is not None else node, failure, depth)
        if ruled is None and isinstance(function.outer, Function):
            call = self._call_of_inner(function.outer, function.name)
            return self._inside(function.outer, call, way.failure, depth) if call is not None else (None, way.failure)
        return ruled, way.failure

    def _call_of_inner(self, outer: Function, name: str) -> ast.Call | None:
        """Where a function waits for one that is made in it, or hands it to a helper that does."""
        if outer not in self._inner_calls:
            calls = (place.expr for place in reversed(self.places(outer)) if isinstance(place.expr, ast.Call))
            self._inner_calls[outer] = {call.func.id: call for call in calls if isinstance(call.func, ast.Name)}
        return self._inner_calls[outer].get(name)


def _within(function: Function) -> frozenset[str]:
    """The names of the calls by which a middleware runs the rest: what it is given, or what such calls usually are."""
    arguments = function.node.args
    given = frozenset(one.arg for one in (*arguments.posonlyargs, *arguments.args) if one.arg != function.receiver)
    return world.names().inner | given


def _handled_around(
    function: Function, inner: frozenset[str], *, general: bool = False
) -> Iterator[tuple[ast.Call, Block | None]]:
    """The calls in the handlers of a function around a call of one of some names: in all, or in the `general` ones."""
    tries = [guard for guard in function.body.guards if isinstance(guard, (ast.Try, ast.TryStar)) and guard.handlers]
    for guard in tries[:_MOST_TRIES]:
        rows = range(guard.body[0].lineno, guard.handlers[0].lineno)
        if any(call.lineno in rows and last_name(call) in inner for call, _ in function.body.calls):
            for handler in (one for one in guard.handlers if not general or is_general(one.type)):
                handled = range(handler.lineno, (handler.end_lineno or 0) + 1)
                yield from ((call, block) for call, block in function.body.calls if call.lineno in handled)
