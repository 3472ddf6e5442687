"""What the callback of a task does with the failure that the task ended with."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
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
Judge = Callable[[Function, ast.AST, Failure], Ruling | None]
Calls = list[tuple[ast.Call, Block | None]]

# Callbacks that only forget the task.
_FORGETS = frozenset({"discard", "remove", "pop"})
# Methods of a task that tell nobody of its failure; `result` raises it.
_LOOKS = frozenset({"exception", "cancelled", "done", "get_name", "get_coro", "cancel", "result"})
_QUIET = frozenset({"print", "isinstance", "str", "repr", "type", "len", "bool", "id", "format"}) | _FORGETS


class Callbacks:
    """Answers for one project."""

    def __init__(self, resolver: Resolver, reports: Reports, judge: Judge) -> None:
        self._resolver = resolver
        self._reports = reports
        self._judge = WeakMethod(judge)

    def reporter(self, function: Function, callback: ast.expr) -> Ruling | None:
        """The ruling of a callback, named in a function, that reports; None for one that does not."""
        target = self._target(function, callback)
        if target is None:
            return None
        scope, calls, _ = target
        reports = tuple(self._told(scope, calls))
        if reports:
            return Ruling("owned", f"its callback {_name(callback)} reports it", "scope", callback.lineno, reports)
        if self._raises(scope, calls):
            reason = f"its callback {_name(callback)} asks for the result, and the event loop logs what that raises"
            return Ruling("owned", reason, "scope", callback.lineno)
        return None

    def conduct(self, function: Function, callback: ast.expr) -> Conduct:
        """What a callback does, named in a function."""
        if isinstance(callback, ast.Attribute) and callback.attr in _FORGETS:
            return "forgets"
        target = self._target(function, callback)
        if target is None:
            return "open"
        if self.reporter(function, callback) is not None:
            return "reports"
        _, calls, task = target
        return "open" if any(_hands_on(call, task) for call, _ in calls) else "forgets"

    def _target(self, function: Function, callback: ast.expr) -> tuple[Function, Calls, str] | None:
        """The scope that a callback's code stands in, the calls in it, and the name that it has for the task."""
        value: Value = self._resolver.value(callback, Where(function))
        match value:
            case OwnFunction(target) if target.is_own:
                arguments = [*target.node.args.posonlyargs, *target.node.args.args]
                names = [argument.arg for argument in arguments if argument.arg != target.receiver]
                return target, target.body.calls, names[0] if names else ""
            case Closure(ast.Lambda() as node, Where(scope=Function() as scope)):
                block = scope.body.inner.get(node)
                inner: Calls = [(call, inside) for call, inside in scope.body.calls if inside and inside.within(block)]
                names = [argument.arg for argument in node.args.args]
                return scope, inner if block is not None else [], names[0] if names else ""
        return None

    def _told(self, scope: Function, calls: Calls) -> Iterator[Report]:
        for call, block in calls:
            yield from (report for report in self._reports.of(call, Where(scope, block=block)) if report.loud)

    def _raises(self, scope: Function, calls: Calls) -> bool:
        """Whether what the task raised leaves the callback."""
        judge = self._judge()
        asked = [call for call, _ in calls if last_name(call) == "result" and not call.args]
        return judge is not None and any(judge(scope, call, Failure()) is None for call in asked)


def _hands_on(call: ast.Call, task: str) -> bool:
    """Whether a call is given the task, or something of it, and may look after it."""
    if last_name(call) in _QUIET or (isinstance(call.func, ast.Attribute) and _is(call.func.value, task)):
        return last_name(call) not in _QUIET | _LOOKS
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    if last_name(call) in ("debug", "info"):
        return False
    return not task or any(_is(node, task) for argument in arguments for node in trees.nodes(argument))


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _name(callback: ast.expr) -> str:
    return "lambda" if isinstance(callback, ast.Lambda) else last_name(callback)
