"""Context managers and decorators that have a say in a failure: libraries', the user's, and the project's own."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from weakref import WeakMethod

from flake8_ownership.catalogue import Catalogue, reporting
from flake8_ownership.catalogue.observers import ReportingScope
from flake8_ownership.index import ancestry, trees
from flake8_ownership.index.module import Class, Function, last_name
from flake8_ownership.index.spelling import written
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import (
    Either,
    Lib,
    Made,
    Manager,
    OwnClass,
    OwnFunction,
    OwnInstance,
    Plain,
    Unknown,
    Value,
    Where,
)
from flake8_ownership.sites.failures import Failure, Failures
from flake8_ownership.sites.paths import path_of
from flake8_ownership.sites.reports import Reports
from flake8_ownership.sites.retries import reports_attempts
from flake8_ownership.sites.site import GuardKind, Report, ReportSort, Ruling

# Asks for the ruling at a node of another function: what its own guards make of a failure there, and in how many
# functions of the project the question already stands.
# What decides about a failure at a node of a function, and what it is when nothing does.
Judge = Callable[[Function, ast.AST, Failure, int], tuple[Ruling | None, Failure]]

_MOST_CAUGHT = 8  # exceptions of one `suppress` that are named


class Managers:
    """Rules on the `with` items and decorators of one project."""

    def __init__(
        self, resolver: Resolver, catalogue: Catalogue, reports: Reports, failures: Failures, judge: Judge
    ) -> None:
        self._resolver = resolver
        self._catalogue = catalogue
        self._reports = reports
        self._failures = failures
        # Weakly, because the judge holds this one: a circle of them would keep the trees of every file.
        self._judge = WeakMethod(judge)
        self._known: dict[tuple[Function, Failure, int], Ruling | None] = {}
        self._known_decorators: dict[tuple[Function, Failure, int], Ruling | None] = {}
        self._known_classes: dict[Class, Ruling | None] = {}

    def _judged(self, function: Function, node: ast.AST, failure: Failure, depth: int) -> tuple[Ruling | None, Failure]:
        judge = self._judge()
        return judge(function, node, failure, depth) if judge is not None else (None, failure)

    # -- with

    def of_item(self, expr: ast.expr, where: Where, failure: Failure, depth: int = 0) -> Ruling | None:
        """What a `with` item does with a failure of the body; None where it lets it pass unseen."""
        call = expr if isinstance(expr, ast.Call) else None
        value = self._resolver.value(call.func if call is not None else expr, where)
        return self._of_value(value, expr, where, failure, depth)

    def _of_value(self, value: Value, expr: ast.expr, where: Where, failure: Failure, depth: int) -> Ruling | None:
        call = expr if isinstance(expr, ast.Call) else None
        match value:
            case Either(values):
                rulings = [self._of_value(part, expr, where, failure, depth) for part in values]
                return next((ruling for ruling in rulings if ruling is not None), None)
            case Lib("contextlib.suppress") if call is not None:
                return self._suppressed(call, where, failure)
            case OwnFunction(function) if function.is_own:
                return self._own_manager(function, expr, failure, depth)
            case Manager(_, function) if function is not None:
                return self._own_manager(function, expr, failure, depth)
            case OwnClass(cls) | OwnInstance(cls) if cls.is_own:
                return self._own_class(cls, expr)
        path = self._path(value)
        if path and self._reports.declared(path):
            return _owned(f"{path} is declared an observer", "scope", expr, "observer")
        scope = self._catalogue.scope(path) if path else None
        if scope is not None:
            return self._scoped(scope, {"with", "async with"}, expr, call, "scope")
        if (
            isinstance(value, (Unknown, Made, Plain))
            and call is not None
            and isinstance(call.func, ast.Attribute)
            and reporting.words().starts_span(last_name(call.func.value), call.func.attr)
        ):
            return _owned("a span records it", "scope", expr, "span")
        return None

    def _suppressed(self, call: ast.Call, where: Where, failure: Failure) -> Ruling | None:
        answers = [self._failures.catches(argument, failure, where) for argument in call.args]
        if "yes" not in answers:
            return None
        more = ["..."] if len(call.args) > _MOST_CAUGHT else []
        caught = ", ".join([*map(written, call.args[:_MOST_CAUGHT]), *more])
        expects = any(self._failures.expects(argument, failure, where) for argument in call.args)
        reason = f"suppress({caught}) ends it and says nothing"
        tempered = "an expected outcome is suppressed with it" if expects else ""
        return Ruling("silenced", reason, "suppress", call.lineno, tempered=tempered)

    def _scoped(
        self, scope: ReportingScope, forms: set[str], node: ast.expr, call: ast.Call | None, guard: GuardKind
    ) -> Ruling | None:
        if not scope.records or not scope.strong or not forms & scope.forms:
            return None
        for keyword in call.keywords if call is not None else ():
            if f"{keyword.arg}={ast.unparse(keyword.value)}" in scope.unless:
                return None
        return _owned(f"{scope.name} records it", guard, node, scope.sort if scope.sort != "none" else "span")

    def _own_manager(self, function: Function, expr: ast.expr, failure: Failure, depth: int) -> Ruling | None:
        """A generator of the project: what its guards do with an exception thrown in at the `yield`."""
        if self._reports.declared(function.canonical):
            return _owned(f"{function.canonical} is declared an observer", "scope", expr, "observer")
        if not {"asynccontextmanager", "contextmanager"} & function.decorator_names:
            return None
        key = function, failure, depth
        if key not in self._known:
            yields = (node for node in trees.nodes(function.node) if isinstance(node, ast.Yield))
            self._known[key] = self._first(function, yields, failure, depth)
        ruling = self._known[key]
        return ruling and replace(
            ruling, reason=f"in {function.name}(), {ruling.reason}", guard="scope", guard_row=expr.lineno
        )

    def _first(self, function: Function, nodes: Iterable[ast.AST], failure: Failure, depth: int) -> Ruling | None:
        """The first ruling at some nodes of a function that ends a failure, reports it or hands it on, without all
        else."""
        for node in nodes:
            ruling, _ = self._judged(function, node, failure, depth)
            if ruling is not None and (ruling.verdict != "unowned" or ruling.guard == "caller"):
                return Ruling(
                    ruling.verdict,
                    ruling.reason,
                    "caller" if ruling.guard == "caller" else "",
                    reports=ruling.reports,
                    whispers=ruling.whispers,
                    reraised=ruling.reraised,
                    tempered=ruling.tempered,
                )
        return None

    def _own_class(self, cls: Class, expr: ast.expr) -> Ruling | None:
        """A class of the project: whether leaving it reports."""
        if self._reports.declared(cls.canonical):
            return _owned(f"{cls.canonical} is declared an observer", "scope", expr, "observer")
        if cls not in self._known_classes:
            self._known_classes[cls] = self._leaving(cls)
        ruling = self._known_classes[cls]
        return ruling and replace(ruling, guard_row=expr.lineno)

    def _leaving(self, cls: Class) -> Ruling | None:
        for name in ("__aexit__", "__exit__"):
            function = ancestry.method(self._resolver, cls, name)
            if function is None:
                continue
            told = [
                (report, block)
                for call, block in function.body.calls
                for report in self._reports.of(call, Where(function, block=block))
                if report.loud
            ]
            # What is told whether or not anything failed is no report of a failure.
            parameters = frozenset(argument.arg for argument in function.node.args.args[1:])
            reports = [report for report, block in told if block is not None or report.names & parameters]
            if reports:
                return Ruling("owned", f"{cls.name}.{name} reports it", "scope", reports=tuple(reports))
            returned = [value for value, _ in function.body.returns]
            if returned and all(_is_true_of(value, parameters) for value in returned):
                return Ruling("silenced", f"{cls.name}.{name} returns True, which ends it", "scope")
        return None

    # -- decorators

    def of_decorator(self, decorator: ast.expr, function: Function, failure: Failure, depth: int = 0) -> Ruling | None:
        """What a decorator does with a failure of the function; None where it lets it pass unseen."""
        call = decorator if isinstance(decorator, ast.Call) else None
        where = Where(function.outer)
        value = self._resolver.value(call.func if call is not None else decorator, where)
        if isinstance(value, OwnFunction):
            if self._reports.declared(value.function.canonical):
                return _owned(f"{value.function.canonical} is declared an observer", "decorator", decorator, "observer")
            ruling = self._own_decorator(value.function, failure, depth)
            guard: GuardKind = "caller" if ruling is not None and ruling.guard == "caller" else "decorator"
            return ruling and replace(ruling, guard=guard, guard_row=decorator.lineno)
        path = self._path(value)
        if not path:
            return None
        if self._reports.declared(path):
            return _owned(f"{path} is declared an observer", "decorator", decorator, "observer")
        scope = self._catalogue.scope(path)
        if scope is not None and (scope.async_aware or not function.is_async):
            return self._scoped(scope, {"decorator"}, decorator, call, "decorator")
        return self._retried(path, decorator, call, function)

    def raised_by(self, decorator: ast.expr, function: Function, failure: Failure, depth: int = 0) -> Failure:
        """What leaves a decorator that lets a failure pass: the failure, or what its wrapper raises in its place."""
        call = decorator.func if isinstance(decorator, ast.Call) else decorator
        value = self._resolver.value(call, Where(function.outer))
        if isinstance(value, OwnFunction):
            for wrapper, target in _targets(value.function):
                _, left = self._judged(wrapper, target, failure, depth)
                if left != failure:
                    made = decorator if isinstance(decorator, ast.Call) else None
                    return self._failures.as_given(left, value.function, made, Where(function.outer))
        return failure

    def _retried(self, path: str, decorator: ast.expr, call: ast.Call | None, function: Function) -> Ruling | None:
        retry = self._catalogue.retry(path)
        if retry is None or (function.is_async and not retry.async_aware) or not reports_attempts(retry, call):
            return None
        return _owned(f"{path} reports failed attempts", "decorator", decorator, "log")

    def silent_retry(self, node: ast.expr, where: Where) -> str:
        """The name of the retry helper that a decorator or iterable is, where it tells nobody of failed attempts."""
        call = node if isinstance(node, ast.Call) else None
        path = self._path(self._resolver.value(call.func if call is not None else node, where))
        retry = self._catalogue.retry(path) if path else None
        return path if retry is not None and retry.async_aware and not reports_attempts(retry, call) else ""

    def _own_decorator(self, decorator: Function, failure: Failure, depth: int, calls: int = 3) -> Ruling | None:
        """A decorator of the project: what surrounds the call of the decorated function in its wrapper, or in that of
        the decorator that it calls in the end, `calls` away at most."""
        key = decorator, failure, depth
        if key not in self._known_decorators:
            self._known_decorators[key] = self._wrapped(decorator, failure, depth)
        ruling = self._known_decorators[key]
        if ruling is not None:
            return ruling
        for expr, block in decorator.body.returns:
            if calls and isinstance(expr, ast.Call):
                inner = self._resolver.value(expr.func, Where(decorator, block=block))
                if isinstance(inner, OwnFunction) and inner.function is not decorator:
                    return self._own_decorator(inner.function, failure, depth, calls - 1)
        return None

    def _wrapped(self, decorator: Function, failure: Failure, depth: int) -> Ruling | None:
        for wrapper, target in _targets(decorator):
            ruling = self._first(wrapper, [target], failure, depth)
            if ruling is not None:
                return replace(ruling, reason=f"the decorator {decorator.name}: {ruling.reason}")
        return None

    def _path(self, value: Value) -> str:
        path = path_of(value)
        return self._catalogue.canonical(path) if isinstance(value, (Lib, Made)) else path


def _is_true_of(value: ast.expr | None, parameters: frozenset[str]) -> bool:
    """Whether what `__exit__` returns is true where it is given an exception: `True`, `error is not None`."""
    match value:
        case ast.Constant(value=True):
            return True
        case ast.Compare(left=ast.Name(id=name), ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return name in parameters
    return False


def _owned(reason: str, guard: GuardKind, node: ast.expr, sort: ReportSort) -> Ruling:
    return Ruling("owned", reason, guard, node.lineno, (Report(sort, 0, True, True, True, frozenset(), node.lineno),))


def _targets(decorator: Function) -> Iterator[tuple[Function, ast.Call]]:
    """The calls of what a decorator is put on, with the functions in it that make them."""
    for wrapper in decorator.every_function():
        for call, _ in wrapper.body.calls:
            if isinstance(call.func, ast.Name) and _is_outer_parameter(call.func.id, wrapper):
                yield wrapper, call


def _is_outer_parameter(name: str, function: Function) -> bool:
    """Whether a name is a parameter of a function around `function`: what a decorator calls its target."""
    if name in function.body.bindings:
        return False
    scope = function.outer
    while isinstance(scope, Function):
        bindings = scope.body.bindings.get(name, ())
        if bindings:
            return any(binding.kind == "parameter" for binding in bindings)
        scope = scope.outer
    return False
