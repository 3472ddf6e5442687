"""Functions of the project that run a coroutine which they are given to its end: `run_async(work())`."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import islice
from operator import itemgetter
from weakref import WeakMethod

from flake8_ownership.catalogue import world
from flake8_ownership.catalogue.model import Boundary
from flake8_ownership.index import generics
from flake8_ownership.index.flow import Block
from flake8_ownership.index.module import Function, Scope, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import OwnFunction, Where
from flake8_ownership.sites.handings import Handing, caught_rows

Taken = tuple[Boundary, str] | None
_MOST_RUNNERS = 3  # that hand the coroutine on to one another
_MOST_CALLS = 20  # of one runner that are given the coroutine
_MOST_BEFORE = 2  # arguments of a pool before the function that it is to call


class Runners:
    """Answers for the judgement of one file. `taking` says what the catalogue knows of a call that is handed a
    coroutine."""

    def __init__(self, resolver: Resolver, taking: Callable[[Handing, Where], Taken]) -> None:
        self._resolver = resolver
        # Held weakly, since whoever registers holds this.
        self._taking_of = WeakMethod(taking)
        self._known: dict[tuple[Function, str, int], Taken] = {}
        self._caught: dict[Scope, list[tuple[int, int]]] = {}

    def of(self, handing: Handing, where: Where) -> Taken:
        """What runs the coroutine that a call of the project's own function is given, and its path; None where the
        function does something else with it, or has a say in its failure."""

        def is_it(expr: ast.expr) -> bool:
            return isinstance(expr, ast.Call) and expr.func is handing.expr

        return self._given(handing.call, is_it, where, _MOST_RUNNERS)

    def _taking(self, handing: Handing, where: Where) -> Taken:
        taking = self._taking_of()
        return taking(handing, where) if taking is not None else None

    def is_caught(self, call: ast.Call, scope: Scope) -> bool:
        """Whether a general failure that comes out of a call is caught in its own scope."""
        if scope not in self._caught:
            self._caught[scope] = caught_rows(scope)
        rows = self._caught[scope]
        place = bisect_right(rows, call.lineno, key=itemgetter(0))
        return place > 0 and call.lineno <= rows[place - 1][1]

    def _given(self, call: ast.Call, given: Callable[[ast.expr], bool], where: Where, left: int) -> Taken:
        value = self._resolver.value(call.func, where)
        if not isinstance(value, OwnFunction) or not value.function.is_own or value.function.is_async:
            return None
        runner = value.function
        name = next((name for name, argument in generics.pairs(runner, call) if given(argument)), "")
        if not name:
            return None
        key = runner, name, left
        if key not in self._known:
            self._known[key] = None  # what calls itself runs nothing that is new
            self._known[key] = self._running(*key)
        return self._known[key]

    def _running(self, runner: Function, parameter: str, left: int) -> Taken:
        for name in (parameter, *_tasks_of(runner, parameter)):

            def is_it(expr: ast.expr, name: str = name) -> bool:
                return isinstance(expr, ast.Name) and expr.id == name

            for call, block, _ in islice(runner.calls_given(name), _MOST_CALLS):
                if self.is_caught(call, runner):
                    continue
                where = Where(runner, block=block)
                for one in _handings(call, block, is_it):
                    found = self._taking(one, where)
                    if found is not None and found[0].ends:
                        return found
                found = self._given(call, is_it, where, left - 1) if left else None
                if found is not None:
                    return found
        return None


def _tasks_of(function: Function, name: str) -> Iterator[str]:
    """The names of the tasks that a function makes of what has a name: `task = loop.create_task(coro)`."""
    for other, bindings in function.body.bindings.items():
        for binding in bindings:
            match binding.expr:
                case ast.Call(args=[ast.Name(id=given), *_]) if given == name != other:
                    if last_name(binding.expr) in world.wrapper_names():
                        yield other


def _handings(call: ast.Call, block: Block | None, is_it: Callable[[ast.expr], bool]) -> Iterator[Handing]:
    """A call that is given a coroutine by its name, as if that were made there; and the one that a pool is to make of
    a function and the coroutine: `pool.submit(asyncio.run, coro)`."""
    given: list[tuple[int | str, ast.expr]] = [
        *enumerate(call.args),
        *((word.arg, word.value) for word in call.keywords if word.arg is not None),
    ]
    for place, expr in given:
        if not is_it(expr):
            continue
        yield Handing(call, place, "call", expr, block)
        for at in range(min(place, _MOST_BEFORE) if isinstance(place, int) else 0):
            if isinstance(place, int) and isinstance(call.args[at], (ast.Name, ast.Attribute)):
                made = ast.copy_location(ast.Call(call.args[at], call.args[at + 1 :], []), call)
                yield Handing(made, place - at - 1, "call", expr, block)
