"""Where a function waits: what it awaits, enters and iterates over, and what it hands to tasks, threads and helpers."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from flake8_ownership.apis import Wrapper
from flake8_ownership.catalogue import Catalogue, world
from flake8_ownership.index import generics
from flake8_ownership.index.flow import Block
from flake8_ownership.index.module import Function, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import OwnFunction, Where
from flake8_ownership.settings import Settings
from flake8_ownership.sites.awaitables import Awaitables
from flake8_ownership.sites.paths import path_called
from flake8_ownership.sites.site import Consumed
from flake8_ownership.sites.summaries import Summaries
from flake8_ownership.sites.switches import Switches

_DEEPEST_HELPERS = 4  # helpers that hand on what they are given to one another
_MOST_RUN = 8  # places of a helper at which it may consume what it is given


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """An expression that is consumed where I/O may happen.

    `wrapper` is the call that it was handed to (`gather(…)`, `create_task(…)`), None where it is consumed directly.
    Where that is a helper of the project, `helper` is the place in it at which what it was handed is consumed, and
    `others` are further ones: it does one or the other. `threaded` where a helper has a thread call what it was handed.
    """

    expr: ast.expr
    consumed: Consumed
    block: Block | None
    function: Function
    wrapper: ast.Call | None = None
    flow: str = "propagates"
    helper: Place | None = None
    others: tuple[Place, ...] = ()
    threaded: bool = False

    @property
    def blocks(self) -> bool:
        """Whether a synchronous function does its work at this place: called there, or run by a thread."""
        return self.consumed == "call" or self.wrapper is self.expr or self.threaded

    @classmethod
    def handed(
        cls,
        expr: ast.expr,
        block: Block | None,
        function: Function,
        call: ast.Call,
        flow: str,
        inner: tuple[Place, ...],
    ) -> Place:
        """What a call hands to a helper, which consumes it at one of some places in it."""
        threaded = any(place.threaded for place in inner)
        return cls(expr, "task", block, function, call, flow, inner[0], inner[1:], threaded)


class Places:
    """The places of one project's functions."""

    def __init__(self, resolver: Resolver, catalogue: Catalogue, settings: Settings, summaries: Summaries) -> None:
        self._resolver = resolver
        self._catalogue = catalogue
        self._settings = settings
        self._summaries = summaries
        self._mark = summaries.mark(settings)
        self._consumed: dict[tuple[Function, str, bool, int], tuple[Place, ...]] = {}
        self._calls: dict[ast.expr, ast.Call] = {}
        self._wrappings: dict[Function, list[tuple[ast.Call, Block | None]]] = {}
        self._awaitables = Awaitables()

    def of(self, function: Function) -> Sequence[Place]:
        """Every expression of a function that is awaited, entered, iterated or handed to a task."""
        key = self._mark, function
        return self._summaries.places.ask(key, lambda: tuple(self._all_places(function)), ())

    def _all_places(self, function: Function) -> Iterator[Place]:
        handed: dict[ast.expr, Place] = {}
        for place in self.started(function):
            handed.setdefault(place.expr, place)
        for wait in function.body.waits:
            if wait.expr in handed:
                yield handed.pop(wait.expr)
            elif self.wrapper(wait.expr, Where(function, block=wait.block)) is None:
                yield Place(wait.expr, wait.consumed, wait.block, function)
        yield from handed.values()
        if self._settings.sync and not function.is_async:
            yield from self._called(function)

    def called(self, function: Function) -> Iterator[Place]:
        """Every call of a synchronous function that a thread may run, with what it hands to tasks."""
        yield from self.of(function)
        if not self._settings.sync:
            yield from self._called(function)

    def _called(self, function: Function) -> Iterator[Place]:
        for call, block in function.body.calls:
            yield Place(call, "call", block, function)

    def started(self, function: Function) -> Iterator[Place]:
        """What a function hands to tasks, to library wrappers and to helpers of the project."""
        names = world.wrapper_names()
        seen: set[ast.expr] = set()
        handed: dict[ast.expr, Place] = {}
        helped: list[Place] = []
        for call, block in function.body.calls:
            if last_name(call) in names or isinstance(call.func, ast.Call):
                handed.update((place.expr, place) for place in self._handed(function, call, block, seen))
            given = (*call.args, *(keyword.value for keyword in call.keywords))
            if any(self._awaitables.may_be_run(argument, function) for argument in given):
                helped += self._helped(function, call, block)
        yield from handed.values()
        for place in helped:
            # A helper that is handed on itself runs there.
            outer = handed.get(place.wrapper) if place.wrapper is not None else None
            yield replace(place, flow=outer.flow) if outer is not None else place

    def _handed(self, function: Function, call: ast.Call, block: Block | None, seen: set[ast.expr]) -> Iterator[Place]:
        """What a wrapper is given to await or to run; what was `seen` through a name before is left out."""
        where = Where(function, block=block)
        wrapper = self.wrapper(call, where)
        if wrapper is None:
            return
        if wrapper.flow == "scheduled":
            yield from self._scheduled(function, call, block, wrapper)
            return
        if wrapper.gets in ("callable", "adapter"):
            yield Place(call, "task", block, function, call, wrapper.flow)
            return
        if wrapper.flow == "manages":
            return
        consumed: Consumed = "async with" if wrapper.flow == "entered" else "task"
        arguments = call.args if wrapper.argument == "*" else call.args[wrapper.argument : wrapper.argument + 1]
        for argument in arguments:
            for leaf, inner in self._awaitables.inside(argument, function, block, seen):
                if consumed == "task" and self.wrapper(leaf, Where(function, block=inner)) is not None:
                    continue
                yield Place(leaf, consumed, inner, function, call, wrapper.flow)

    def _scheduled(self, function: Function, call: ast.Call, block: Block | None, wrapper: Wrapper) -> Iterator[Place]:
        """`loop.call_soon(asyncio.create_task, work())`: what a function is given that the loop is to call."""
        position = 0 if wrapper.argument == "*" else wrapper.argument
        if len(call.args) <= position:
            return
        path = path_called(self._resolver.value(call.args[position], Where(function, block=block)))
        inner = self._catalogue.wrapper(path) if path else None
        if inner is not None and inner.gets == "coroutine" and inner.flow == "detached":
            for argument in call.args[position + 1 :]:
                for leaf, place in self._awaitables.inside(argument, function, block, set()):
                    yield Place(leaf, "task", place, function, call, inner.flow)

    # -- helpers of the project

    def _helped(self, function: Function, call: ast.Call, block: Block | None) -> Iterator[Place]:
        """What a call of the project's own function hands it to await, to call, or to run as a task."""
        where = Where(function, block=block)
        helper, given = self._applied(call, where)
        if helper is None or helper is function:
            return
        for name, argument in generics.pairs(helper, given):
            if isinstance(argument, ast.Call) and self.wrapper(argument, where) is not None:
                continue
            called = _called(argument)
            inner = self._run_by(helper, given, name, calls=called is not None)
            run = self._made(called) if called is not None else argument
            if inner and isinstance(run, ast.Call):
                inside = function.body.inner.get(argument, block) if isinstance(argument, ast.Lambda) else block
                yield Place.handed(run, inside, function, call, inner[0].flow, inner)

    def _applied(self, call: ast.Call, where: Where) -> tuple[Function | None, ast.Call]:
        """The function of the project that a call runs, itself or through a wrapper that is handed it, and the call as
        it is made there."""
        wrapper = self.wrapper(call, where)
        if wrapper is not None:
            at = wrapper.argument
            if wrapper.gets != "callable" or not isinstance(at, int) or len(call.args) <= at:
                return None, call
            call = ast.Call(call.args[at], call.args[at + 1 :], call.keywords)
        value = self._resolver.value(call.func, where)
        return (value.function if isinstance(value, OwnFunction) and value.function.is_own else None), call

    def _made(self, function: ast.expr) -> ast.Call:
        """The call that a helper makes of what it is handed, where that is written: the same for all that ask."""
        if isinstance(function, ast.Call):
            return function
        if function not in self._calls:
            self._calls[function] = ast.copy_location(ast.Call(function, [], []), function)
        return self._calls[function]

    def _run_by(
        self, helper: Function, call: ast.Call, name: str, *, calls: bool, depth: int = _DEEPEST_HELPERS
    ) -> tuple[Place, ...]:
        """Where a function may consume, in one call of it, an awaitable that it is given under a name, or what comes of
        a function that it is given and `calls`."""
        key = helper, name, calls, depth
        if key not in self._consumed:
            found = self._running(helper, name, calls=calls, depth=depth)
            self._consumed[key] = tuple(islice(found, _MOST_RUN))
        places = self._consumed[key]
        switches = Switches(helper, call) if len(places) > 1 else None
        return tuple(one for one in places if switches is None or switches.lead_to(one.expr, one.block))

    def _running(self, helper: Function, name: str, *, calls: bool, depth: int) -> Iterator[Place]:
        if not is_given(helper, name):
            return

        def is_it(expr: ast.expr) -> bool:
            return isinstance(expr, ast.Call) and _is_name(expr.func, name) if calls else _is_name(expr, name)

        flows: dict[ast.expr, str] = {}
        for call, block in self._wrapping(helper):
            wrapper = self.wrapper(call, Where(helper, block=block))
            if wrapper is None or wrapper.gets == "adapter" or wrapper.flow in ("manages", "entered"):
                continue
            if wrapper.gets == "callable":
                at = 0 if wrapper.argument == "*" else wrapper.argument
                if calls and any(_is_name(argument, name) for argument in call.args[at : at + 1]):
                    yield Place(call.args[at], "task", block, helper, call, wrapper.flow, threaded=True)
                flows[call] = wrapper.flow
                continue
            for argument in call.args:
                given = argument.value if isinstance(argument, ast.Starred) else argument
                flows[given] = wrapper.flow
                if is_it(given):
                    yield Place(given, "task", block, helper, call, wrapper.flow)
        for wait in helper.body.waits:
            if wait.consumed == "await" and is_it(wait.expr):
                yield Place(wait.expr, "await", wait.block, helper)
        for call, block, _ in helper.calls_given(name) if depth else ():
            if not any(_is_name(argument, name) for argument in (*call.args, *(one.value for one in call.keywords))):
                continue
            # It hands on what it is given to another helper.
            other, given = self._applied(call, Where(helper, block=block))
            for parameter, argument in generics.pairs(other, given) if other is not None else ():
                if other is None or not _is_name(argument, name):
                    continue
                inner = self._run_by(other, given, parameter, calls=calls, depth=depth - 1)
                if inner:
                    flow = flows.get(call, inner[0].flow)
                    yield Place.handed(argument, block, helper, call, flow, inner)

    def _wrapping(self, function: Function) -> Sequence[tuple[ast.Call, Block | None]]:
        """The calls of a function that may be some of a wrapper, by their names."""
        if function not in self._wrappings:
            names = world.wrapper_names()
            self._wrappings[function] = [
                one for one in function.body.calls if last_name(one[0]) in names or isinstance(one[0].func, ast.Call)
            ]
        return self._wrappings[function]

    # -- wrappers

    def wrapper(self, expr: ast.expr, where: Where) -> Wrapper | None:
        """The wrapper that an expression calls; None where it calls none."""
        if not isinstance(expr, ast.Call):
            return None
        if isinstance(expr.func, ast.Call):
            # sync_to_async(function)(arguments)
            inner = self.wrapper(expr.func, where)
            return inner if inner is not None and inner.gets == "adapter" else None
        if last_name(expr) not in world.wrapper_names():
            return None
        path = path_called(self._resolver.value(expr.func, where))
        return self._catalogue.wrapper(path) if path else None


def callee(expr: ast.expr) -> ast.expr:
    """What is called, entered or iterated over, as it is written."""
    return expr.func if isinstance(expr, ast.Call) else expr


def _is_name(expr: ast.expr, name: str) -> bool:
    return isinstance(expr, ast.Name) and expr.id == name


def is_given(function: Function, name: str) -> bool:
    """Whether a name is a parameter of a function, and nothing else."""
    bindings = function.body.bindings.get(name, ())
    return bool(bindings) and all(binding.kind in ("parameter", "vararg") for binding in bindings)


def is_run_for_others(place: Place) -> bool:
    """Whether a function calls at a place something that it is given, and only its callers know what that is."""
    if place.consumed == "call" or not isinstance(place.expr, ast.Call) or not isinstance(place.expr.func, ast.Name):
        return False
    name = place.expr.func.id
    bindings = place.function.body.bindings.get(name, ())
    given = is_given(place.function, name) and name != place.function.receiver
    return given and all(binding.annotation is None for binding in bindings)


def _called(argument: ast.expr) -> ast.expr | None:
    """What is called where a helper calls what it is handed: a function, that of a `partial`, or what a lambda calls;
    None where it is no function."""
    match argument:
        case ast.Lambda(body=ast.Call() as body):
            return body
        case ast.Call(args=[ast.Name() | ast.Attribute() as held, *_]) if last_name(argument) == "partial":
            return held
        case ast.Name() | ast.Attribute():
            return argument
    return None
