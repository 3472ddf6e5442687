"""What the callbacks of a task do with the failure that the task ended with."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from weakref import WeakMethod

from flake8_ownership.index import trees
from flake8_ownership.index.module import Function, last_name
from flake8_ownership.index.scopes import Block
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Closure, OwnFunction, Value, Where
from flake8_ownership.sites.failures import Failure
from flake8_ownership.sites.handles import FORGETS, QUIET
from flake8_ownership.sites.remarks import remark_at
from flake8_ownership.sites.reports import Reports
from flake8_ownership.sites.site import Report, Ruling
from flake8_ownership.sites.tasks import Named

# reports: it tells somebody. forgets: whatever it does, the failure ends there. open: it may hand it on, or says that
# it is meant.
Conduct = Literal["reports", "forgets", "open"]
# Asks for the ruling at a node of another function: what its own guards make of a failure there.
Judge = Callable[[Function, ast.AST, Failure, int], tuple[Ruling | None, Failure]]
Calls = list[tuple[ast.Call, Block | None]]

_MOST_KEPT = 8  # reports of a callback
_DEEPEST = 3  # functions that hand the task on
# Methods of a task that tell nobody of its failure; `result` raises it.
_LOOKS = frozenset({"exception", "cancelled", "done", "get_name", "get_coro", "cancel", "result"})


@dataclass(frozen=True, slots=True)
class _Read:
    """What the code of one callback does with its task: the first of its reports, whether it raises what the task
    raised, whether it hands the task on, and whether the words beside it say that the failure is let go on purpose."""

    reports: tuple[Report, ...]
    raises: bool
    hands_on: bool
    meant: bool


class Callbacks:
    """Answers for one project; the code of each callback is read once."""

    def __init__(self, resolver: Resolver, reports: Reports, judge: Judge) -> None:
        self._resolver = resolver
        self._reports = reports
        self._judge = WeakMethod(judge)
        self._known: dict[tuple[Function | ast.Lambda, str, int], _Read] = {}

    def reporter(self, callbacks: Sequence[Named]) -> Ruling | None:
        """The ruling of the first of a task's callbacks that reports; None where none does."""
        return next((found for one in callbacks if (found := self._reporting(one)) is not None), None)

    def _reporting(self, callback: Named) -> Ruling | None:
        expr, read = callback.expr, self._read(callback.expr, Where(callback.function))
        if read is None:
            return None
        name = "lambda" if isinstance(expr, ast.Lambda) else last_name(_held(expr)[0])
        if read.reports:
            return Ruling("owned", f"its callback {name} reports it", "scope", expr.lineno, read.reports)
        if read.raises:
            reason = f"its callback {name} asks for the result, and the event loop logs what that raises"
            return Ruling("owned", reason, "scope", expr.lineno)
        return None

    def may_tell(self, callbacks: Sequence[Named]) -> bool:
        """Whether some callback of a task may tell of its failure."""
        return any(self._conduct(one) != "forgets" for one in callbacks)

    def _conduct(self, callback: Named) -> Conduct:
        if isinstance(callback.expr, ast.Attribute) and callback.expr.attr in FORGETS:
            return "forgets"
        read = self._read(callback.expr, Where(callback.function))
        if read is None:
            return "open"
        return "reports" if read.reports or read.raises else "open" if read.hands_on or read.meant else "forgets"

    def _read(self, callback: ast.expr, where: Where, depth: int = 0) -> _Read | None:
        """What the code of a callback does; None where it is not the project's."""
        held, place = _held(callback)
        return self._of_value(self._resolver.value(held, where), place, depth)

    def _of_value(self, value: Value, place: int | str, depth: int) -> _Read | None:
        """What a callback does that is given its task at a place, or by a keyword."""
        match value:
            case OwnFunction(target) if target.is_own:
                key: Function | ast.Lambda = target
                scope, calls = target, target.body.calls
                arguments = [*target.node.args.posonlyargs, *target.node.args.args]
                names = [argument.arg for argument in arguments if argument.arg != target.receiver]
            case Closure(ast.Lambda() as node, Where(scope=Function() as around)):
                key, scope = node, around
                calls = _inside(around.body.calls, around.body.inner.get(node))
                names = [argument.arg for argument in node.args.args]
            case _:
                return None
        task = place if isinstance(place, str) else names[place] if place < len(names) else ""
        known = key, task, depth
        if known not in self._known:
            self._known[known] = self._found(scope, calls, task, depth)
        return self._known[known]

    def _found(self, scope: Function, calls: Calls, task: str, depth: int) -> _Read:
        reports = list(islice(self._told(scope, calls), _MOST_KEPT))
        raises = self._raises(scope, calls)
        hands_on = False
        for call, block in calls:
            if not _hands_on(call, task):
                continue
            # What is handed the task is a callback itself.
            place = _place_of(call, task)
            value = self._resolver.value(call.func, Where(scope, block=block)) if place is not None else None
            read = (
                self._of_value(value, place, depth + 1)
                if value is not None and place is not None and depth < _DEEPEST
                else None
            )
            if read is None:
                hands_on = True
            else:
                reports += read.reports
                raises, hands_on = raises or read.raises, hands_on or read.hands_on
        return _Read(tuple(reports[:_MOST_KEPT]), raises, hands_on, _is_meant(scope, calls))

    def _told(self, scope: Function, calls: Calls) -> Iterator[Report]:
        for call, block in calls:
            yield from (report for report in self._reports.of(call, Where(scope, block=block)) if report.loud)

    def _raises(self, scope: Function, calls: Calls) -> bool:
        """Whether what the task raised leaves the callback."""
        judge = self._judge()
        asked = [call for call, _ in calls if last_name(call) == "result" and not call.args]
        return judge is not None and any(judge(scope, call, Failure(), 0)[0] is None for call in asked)


def _is_meant(scope: Function, calls: Calls) -> bool:
    """Whether a comment beside where a callback asks for the exception says that nobody has to learn of it."""
    source = scope.module.source
    return any(remark_at(source, call.lineno) is not None for call, _ in calls if last_name(call) == "exception")


def _held(callback: ast.expr) -> tuple[ast.expr, int]:
    """The function that a callback is, and at which place it is given the task: after what a `partial` gives it."""
    match callback:
        case ast.Call(args=[function, *given]) if last_name(callback) == "partial":
            return function, len(given)
    return callback, 0


def _place_of(call: ast.Call, task: str) -> int | str | None:
    """The place or keyword by which a call is given the task itself; None where it is not."""
    for place, argument in enumerate(call.args):
        if _is(argument, task):
            return place
    return next((keyword.arg for keyword in call.keywords if keyword.arg and _is(keyword.value, task)), None)


def _inside(calls: Calls, block: Block | None) -> Calls:
    """The calls in a block, and in those inside it."""
    return [(call, inside) for call, inside in calls if inside and any(one is block for one in inside.outwards())]


def _hands_on(call: ast.Call, task: str) -> bool:
    """Whether a call is given the task, or something of it, and may look after it."""
    name = last_name(call)
    if name in QUIET:
        return False
    if isinstance(call.func, ast.Attribute) and _is(call.func.value, task):
        return name not in _LOOKS
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    return not task or any(_is(node, task) for argument in arguments for node in trees.nodes(argument))


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
