"""The calls of a project's functions: where each function waits, which of that is I/O, and which is a function of the
project."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from flake8_ownership.catalogue import Catalogue
from flake8_ownership.index import ancestry, overriding, usages
from flake8_ownership.index.module import Class, Function, Scope, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Closure, Coroutine, OwnFunction, OwnInstance, Value, Where, parts_of
from flake8_ownership.settings import Settings
from flake8_ownership.sites.identities import Identities
from flake8_ownership.sites.places import Place, Places, is_given, is_run_for_others
from flake8_ownership.sites.refusals import OPEN, Refusal
from flake8_ownership.sites.site import Identity
from flake8_ownership.sites.summaries import Summaries

_PROTOCOL = {"async with": "__aenter__", "async for": "__anext__"}


class Calls:
    """Answers for the functions of one project, each question once."""

    def __init__(self, resolver: Resolver, catalogue: Catalogue, settings: Settings, summaries: Summaries) -> None:
        self._resolver = resolver
        self._summaries = summaries
        self._mark = summaries.mark(settings)
        self._places = Places(resolver, catalogue, settings, summaries)
        self._identities = Identities(resolver, catalogue, settings, self._places)

    def places(self, function: Function) -> Sequence[Place]:
        """Every expression of a function that is awaited, entered, iterated or handed to a task."""
        return self._places.of(function)

    def called(self, function: Function) -> Iterator[Place]:
        """Every call of a synchronous function that a thread may run, with what it hands to tasks."""
        return self._places.called(function)

    def started(self, function: Function) -> Iterator[Place]:
        """What a function hands to tasks, to library wrappers and to helpers of the project."""
        return self._places.started(function)

    def identify(self, place: Place) -> Identity | Refusal:
        """What a place's callee is where it is I/O, else why it is not."""
        key = self._mark, place.expr, place.block, place.consumed, place.wrapper is place.expr
        return self._summaries.identities.ask(key, lambda: self._identities.of(place), OPEN)

    def own_callees(self, place: Place) -> tuple[Function, ...]:
        """Every function of the project that a place may call: of a method, those that stand for it in subclasses."""
        return self._summaries.callees.ask((self._mark, place), lambda: self._own_callees(place), ())

    def _own_callees(self, place: Place) -> tuple[Function, ...]:
        target = self._target(place)
        if target is None or is_run_for_others(place):
            return ()
        value = self._resolver.value(target, Where(place.function, block=place.block))
        found: dict[Function, None] = {}
        for part in parts_of(self._made_ready(value)):
            function = self._run_at(place, part) or self._made_by(place, part)
            if function is not None:
                found.update(dict.fromkeys(self._reached(place, target, part, function)))
        found.update(dict.fromkeys(self._entered(place)))
        return tuple(found)

    def _entered(self, place: Place) -> Iterator[Function]:
        """The methods of the project by which its objects are entered or iterated over at a place."""
        name = _PROTOCOL.get(place.consumed)
        if name is None or place.wrapper is not None:
            return
        for part in parts_of(self._resolver.value(place.expr, Where(place.function, block=place.block))):
            method = ancestry.method(self._resolver, part.cls, name) if isinstance(part, OwnInstance) else None
            if method is not None and method.is_own and method.is_async:
                yield method

    def _made_ready(self, value: Value) -> Value:
        """What a lambda calls that is handed over in place of a function; anything else is itself."""
        if isinstance(value, Closure) and isinstance(value.node.body, ast.Call):
            return self._resolver.value(value.node.body.func, value.where)
        return value

    def _reached(self, place: Place, target: ast.expr, callee: Value, function: Function) -> tuple[Function, ...]:
        """The methods that a place may call which calls a method: by `super` that alone."""
        receiver = callee.receiver if isinstance(callee, OwnFunction) else None
        owner = receiver.cls if isinstance(receiver, OwnInstance) else function.owner
        named = target.value if isinstance(target, ast.Attribute) else None
        if owner is None or (isinstance(named, ast.Call) and last_name(named) == "super"):
            return (function,)
        if not isinstance(callee, OwnFunction) or callee.function is not function:
            return (function, *usages.overrides(self._resolver, function))
        method: Scope = place.function
        while isinstance(method, Function) and method.owner is None:
            method = method.outer
        own = isinstance(named, ast.Name) and isinstance(method, Function) and named.id == method.receiver
        within = method if own and isinstance(method, Function) else None
        return overriding.reached(self._resolver, function, owner, within)

    def objects(self, place: Place) -> tuple[Class, ...]:
        """The classes of the project whose objects have the method that a place calls; nothing where one of them is not
        known."""
        target = self._target(place)
        value = self._resolver.value(target, Where(place.function, block=place.block)) if target is not None else None
        receivers = [
            part.receiver if isinstance(part, OwnFunction) else None
            for part in (parts_of(value) if value is not None else ())
        ]
        classes = [one.cls for one in receivers if isinstance(one, OwnInstance)]
        return tuple(classes) if len(classes) == len(receivers) else ()

    def may_run(self, classes: tuple[Class, ...], method: Function) -> bool:
        """Whether an object of one of some classes may run a method of the project, rather than another one of that
        name."""
        return any(method in overriding.reached(self._resolver, method, cls, None) for cls in classes)

    def decorated(self, place: Place) -> tuple[Function, ...]:
        """The functions that a decorator's wrapper calls at a place: those that are decorated with it."""
        wrapper = place.function
        if not isinstance(place.expr, ast.Call) or not isinstance(place.expr.func, ast.Name):
            return ()
        decorator = wrapper.outer
        while isinstance(decorator, Function) and not is_given(decorator, place.expr.func.id):
            decorator = decorator.outer
        if not isinstance(decorator, Function) or place.expr.func.id in wrapper.body.bindings:
            return ()
        while isinstance(decorator.outer, Function):
            decorator = decorator.outer
        return usages.decorated(self._resolver, decorator)

    def _target(self, place: Place) -> ast.expr | None:
        """The callee of a place, or the function that it hands out."""
        target: ast.expr = place.expr
        if place.wrapper is not place.expr:
            return target.func if isinstance(target, ast.Call) else target
        wrapper = self._places.wrapper(place.expr, Where(place.function, block=place.block))
        position = wrapper.argument if wrapper is not None else 0
        if not isinstance(position, int) or not isinstance(target, ast.Call) or len(target.args) <= position:
            return None
        return target.args[position]

    def _made_by(self, place: Place, value: Value) -> Function | None:
        """The coroutine's function where a synchronous function of the project makes the coroutine and hands it out."""
        if not isinstance(value, OwnFunction) or value.function.is_async or not isinstance(place.expr, ast.Call):
            return None
        given = self._resolver.value(place.expr, Where(place.function, block=place.block))
        return given.function if isinstance(given, Coroutine) else None

    def _run_at(self, place: Place, value: Value) -> Function | None:
        found = value.function if isinstance(value, OwnFunction) else None
        runs = found is not None and found.is_own and (found.is_async or place.blocks)
        return found if runs else None
