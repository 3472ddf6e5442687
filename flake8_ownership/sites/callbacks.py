"""What the callback of a task does with the failure that the task ended with."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
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
from flake8_ownership.sites.reports import Reports
from flake8_ownership.sites.site import Report, Ruling

# reports: it tells somebody. forgets: whatever it does, the failure ends there. open: it may hand it on.
Conduct = Literal["reports", "forgets", "open"]
# Asks for the ruling at a node of another function: what its own guards make of a failure there.
Judge = Callable[[Function, ast.AST, Failure, int], Ruling | None]
Calls = list[tuple[ast.Call, Block | None]]

_MOST_KEPT = 8  # reports of a callback
# Callbacks that only forget the task.
_FORGETS = frozenset({"discard", "remove", "pop"})
# Methods of a task that tell nobody of its failure; `result` raises it.
_LOOKS = frozenset({"exception", "cancelled", "done", "get_name", "get_coro", "cancel", "result"})
_QUIET = frozenset({"print", "isinstance", "str", "repr", "type", "len", "bool", "id", "format"}) | _FORGETS


@dataclass(frozen=True, slots=True)
class _Read:
    """What the code of one callback does with its task: the first of its reports, whether it raises what the task
    raised, and whether it hands the task on."""

    reports: tuple[Report, ...]
    raises: bool
    hands_on: bool


class Callbacks:
    """Answers for one project; the code of each callback is read once."""

    def __init__(self, resolver: Resolver, reports: Reports, judge: Judge) -> None:
        self._resolver = resolver
        self._reports = reports
        self._judge = WeakMethod(judge)
        self._known: dict[Function | ast.Lambda, _Read] = {}

    def reporter(self, function: Function, callback: ast.expr) -> Ruling | None:
        """The ruling of a callback, named in a function, that reports; None for one that does not."""
        read = self._read(function, callback)
        if read is None:
            return None
        name = "lambda" if isinstance(callback, ast.Lambda) else last_name(callback)
        if read.reports:
            return Ruling("owned", f"its callback {name} reports it", "scope", callback.lineno, read.reports)
        if read.raises:
            reason = f"its callback {name} asks for the result, and the event loop logs what that raises"
            return Ruling("owned", reason, "scope", callback.lineno)
        return None

    def conduct(self, function: Function, callback: ast.expr) -> Conduct:
        """What a callback does, named in a function."""
        if isinstance(callback, ast.Attribute) and callback.attr in _FORGETS:
            return "forgets"
        read = self._read(function, callback)
        if read is None:
            return "open"
        return "reports" if read.reports or read.raises else "open" if read.hands_on else "forgets"

    def _read(self, function: Function, callback: ast.expr) -> _Read | None:
        """What the code of a callback does; None where it is not the project's."""
        value: Value = self._resolver.value(callback, Where(function))
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
        if key not in self._known:
            task = names[0] if names else ""
            reports = tuple(islice(self._told(scope, calls), _MOST_KEPT))
            hands_on = any(_hands_on(call, task) for call, _ in calls)
            self._known[key] = _Read(reports, self._raises(scope, calls), hands_on)
        return self._known[key]

    def _told(self, scope: Function, calls: Calls) -> Iterator[Report]:
        for call, block in calls:
            yield from (report for report in self._reports.of(call, Where(scope, block=block)) if report.loud)

    def _raises(self, scope: Function, calls: Calls) -> bool:
        """Whether what the task raised leaves the callback."""
        judge = self._judge()
        asked = [call for call, _ in calls if last_name(call) == "result" and not call.args]
        return judge is not None and any(judge(scope, call, Failure(), 0) is None for call in asked)


def _inside(calls: Calls, block: Block | None) -> Calls:
    """The calls in a block, and in those inside it."""
    return [(call, inside) for call, inside in calls if inside and any(one is block for one in inside.outwards())]


def _hands_on(call: ast.Call, task: str) -> bool:
    """Whether a call is given the task, or something of it, and may look after it."""
    name = last_name(call)
    if name in _QUIET or name in ("debug", "info"):
        return False
    if isinstance(call.func, ast.Attribute) and _is(call.func.value, task):
        return name not in _LOOKS
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    return not task or any(_is(node, task) for argument in arguments for node in trees.nodes(argument))


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
