"""Which calls make a failure visible: logs, metrics, captures, by what they resolve to and, failing that, by name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

from flake8_ownership.catalogue import Catalogue, reporting
from flake8_ownership.catalogue.observers import LEVELS, LOG_METHODS, WARNING, Signal, Sort
from flake8_ownership.index import ancestry, trees
from flake8_ownership.index.module import Class, Function, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import (
    Bound,
    Either,
    Instance,
    Lib,
    Made,
    OwnClass,
    OwnFunction,
    OwnInstance,
    OwnModule,
    Plain,
    Unknown,
    Value,
    Where,
)
from flake8_ownership.settings import Settings
from flake8_ownership.sites.secret_words import is_secret
from flake8_ownership.sites.site import Report, ReportSort
from flake8_ownership.sites.summaries import Summaries

_OF_A_LOGGER = 4  # methods named after levels that make a class a logger
_MOST_LEVELS = 8  # that are assigned to one name


class Reports:
    """Classifies calls near a failure. `depth` bounds how far a helper's own calls are followed."""

    def __init__(
        self,
        resolver: Resolver,
        catalogue: Catalogue,
        settings: Settings,
        summaries: Summaries | None = None,
        depth: int = 3,
    ) -> None:
        self._resolver = resolver
        self._catalogue = catalogue
        self._settings = settings
        self._depth = depth
        summaries = summaries or Summaries(resolver.project.disk)
        self._helpers, self._mark = summaries.helpers, summaries.mark(settings)

    @property
    def resolver(self) -> Resolver:
        """What tells what a call denotes."""
        return self._resolver

    def of(self, call: ast.Call, where: Where, exception: str | None = None) -> tuple[Report, ...]:
        """What a call reports; `exception` is the name that the handler bound. Empty where it reports nothing."""
        return self._of(call, where, exception, self._depth)

    def _of(self, call: ast.Call, where: Where, exception: str | None, depth: int) -> tuple[Report, ...]:
        callee = self._resolver.value(call.func, where)
        signal = self._signal(callee, call, where)
        if signal is not None:
            return (self._report(signal, call, where, exception),)
        function = _own_function(callee)
        if function is not None:
            if self._declared(function.canonical):
                return (self._report(Signal(function.canonical, "capture", exc=True), call, where, exception),)
            if self._is_users_counter(function):
                return (self._report(Signal(function.canonical, "metric"), call, where, exception),)
            if self._is_of_logger(function):
                level = LEVELS[function.name]
                signal = Signal(function.canonical, "log", level, exc=function.name == "exception")
                return (self._report(signal, call, where, exception),)
            passed = exception is not None and _mentions(call, exception)
            found = self._helper(function, call, passed, depth) if depth else ()
            if not found and reporting.words().reports(function.name):
                found = (self._report(Signal(function.canonical, "log", LEVELS["error"]), call, where, exception),)
            return found
        if isinstance(callee, OwnClass) and callee.cls.is_own and depth and self._is_error(callee.cls):
            return self._made(callee.cls, call, where, exception, depth)
        return ()

    def is_of(self, call: ast.Call, where: Where, function: Function) -> bool:
        """Whether a call is one of a function of the project."""
        return last_name(call) == function.name and _own_function(self._resolver.value(call.func, where)) is function

    def _is_of_logger(self, function: Function) -> bool:
        """Whether a function is a method of a logger that the project has made itself: of a class that has what loggers
        have, by whatever way it hands that on."""
        owner = function.owner
        if owner is None or function.name not in LEVELS:
            return False
        known = [name for name in LEVELS if ancestry.method(self._resolver, owner, name) is not None]
        return len(known) >= _OF_A_LOGGER

    def _is_error(self, cls: Class) -> bool:
        """Whether a class of the project is one of what can be raised."""
        bases = ancestry.lineage(self._resolver, cls)
        names = (last_name(expr) for base in bases if isinstance(base, Class) for expr in base.bases)
        return any(name.endswith(("Error", "Exception")) for name in names)

    def _made(self, cls: Class, call: ast.Call, where: Where, exception: str | None, depth: int) -> tuple[Report, ...]:
        """What the making of an object reports: an error of the project's that logs itself, or has it done by what it
        is given, `raise StoreError("…", logger.error)`."""
        function = ancestry.method(self._resolver, cls, "__init__")
        if function is None or not function.is_own:
            return ()
        found = self._helper(function, call, exception is not None, depth)
        arguments = function.node.args
        given = {one.arg for one in (*arguments.args, *arguments.kwonlyargs)}
        if any(isinstance(inner.func, ast.Name) and inner.func.id in given for inner, _ in function.body.calls):
            for argument in (*call.args, *(word.value for word in call.keywords)):
                if isinstance(argument, (ast.Name, ast.Attribute)):
                    made = ast.copy_location(ast.Call(argument, call.args, []), call)
                    found += self._of(made, where, exception, 0)
        return found

    def declared(self, path: str) -> bool:
        """Whether the user named a function, decorator or context manager as an observer."""
        return self._declared(path)

    def _declared(self, path: str) -> bool:
        return any(fnmatchcase(path, pattern) for pattern in self._settings.observers)

    def is_metric(self, value: Value) -> bool:
        """Whether a value is a metric or something of a metrics library, or what the user counts with."""
        match value:
            case Instance(known):
                return self._catalogue.counts(known.name)
            case Lib(path) | Made(path):
                return self._catalogue.counts(path) or self._is_users(path)
            case OwnModule(module):
                return self._is_users(module.name)
            case OwnFunction(function):
                return self._is_users(function.canonical)
            case OwnInstance(cls):
                return self._is_users(cls.module.name)
            case Either(values):
                return any(self.is_metric(part) for part in values)
        return False

    def _is_users(self, path: str) -> bool:
        module = self._settings.metrics.partition(":")[0]
        return bool(module) and (path == module or path.startswith(module + "."))

    # -- signals

    def _signal(self, callee: Value, call: ast.Call, where: Where) -> Signal | None:
        path = ""
        match callee:
            case Either(values):
                found = [signal for value in values if (signal := self._signal(value, call, where)) is not None]
                return found[0] if found else None
            case Bound(api):
                path = api.name
            case Lib(path):
                path = self._catalogue.canonical(path)
            case Made(path) | Plain(path, False):
                pass
        if path:
            if self._declared(path):
                return Signal(path, "capture", exc=True)
            known = self._catalogue.signal(path)
            if known is not None:
                return known
            if path == "builtins.print":
                return Signal(path, "print")
        unlisted = isinstance(callee, Lib) and not self._catalogue.knows(path)
        if unlisted or isinstance(callee, (Unknown, Made, Plain)) or (isinstance(callee, Bound) and not path):
            return self._by_name(call)
        if isinstance(callee, Lib) and self._counts_for_user(path):
            return Signal(path, "metric")
        return None

    def _counts_for_user(self, path: str) -> bool:
        return bool(self._settings.metrics) and path == self._settings.metrics.replace(":", ".")

    def _is_users_counter(self, function: Function) -> bool:
        """Whether a function of the project is what the user counts with, whatever it does itself."""
        path, _, target = self._settings.metrics.partition(":")
        module = self._resolver.project.find(path) if target else None
        if module is None:
            return False
        name, *rest = target.split(".")
        value = self._resolver.name(name, Where(module))
        for part in rest:
            value = self._resolver.attribute(value, part)
        return _own_function(value) is function

    def _by_name(self, call: ast.Call) -> Signal | None:
        """What the names alone say: `self.logger.error(…)`, `metrics.increment(…)`, `capture_exception(…)`."""
        method = last_name(call)
        receiver = ""
        if isinstance(call.func, ast.Attribute):
            receiver = last_name(call.func.value)
        words = reporting.words()
        if receiver and words.is_logger(receiver) and method.removeprefix("a") in LOG_METHODS | {"arning"}:
            bare = method if method in LEVELS else method.removeprefix("a")
            return Signal(method, "log", LEVELS.get(bare, 0), exc=bare == "exception")
        if receiver and words.counts(receiver, method):
            return Signal(method, "metric")
        if words.captures(receiver, method):
            return Signal(method, "capture", exc=True)
        if words.reports(method):
            return Signal(method, "log", LEVELS["error"])
        return None

    def _report(self, signal: Signal, call: ast.Call, where: Where, exception: str | None) -> Report:
        levels = {signal.level}
        if signal.sort == "log" and signal.level == 0:
            levels = set(_given_levels(call, where))
        # Which of them it is may depend on the failure: somebody has looked at that.
        level = 0 if 0 in levels else max(levels)
        sometimes = signal.sort == "log" and len({one >= WARNING for one in levels if one}) > 1
        names = frozenset(_identifiers(call))
        traceback = (
            signal.exc
            or any(
                keyword.arg in ("exc_info", "exception") and not _is_false(keyword.value) for keyword in call.keywords
            )
            or _opted(call)
            or any(
                isinstance(node, ast.Call) and last_name(node) in reporting.words().traces for node in ast.walk(call)
            )
        )
        carries = traceback or (exception is not None and _mentions(call, exception))
        loud = signal.is_report and (signal.sort != "log" or level == 0 or level >= WARNING)
        secrets = frozenset(_secrets(call))
        tells = _bound_first(call, where) or any(_told(argument, exception) for argument in _arguments(call))
        return Report(
            _SORTS[signal.sort],
            level,
            loud,
            traceback,
            carries,
            names,
            call.lineno,
            secrets,
            tells,
            sometimes=sometimes,
            values_unless=signal.values_unless if traceback else "",
        )

    # -- helpers of the project

    def _helper(self, function: Function, call: ast.Call, passed: bool, depth: int) -> tuple[Report, ...]:
        """What a function of the project reports in its own body, a few calls deep, without circles.

        What it reports of failures of its own does not count, unless it was `passed` the exception.
        """
        key = self._mark, function, passed, depth
        known = self._helpers.ask(key, lambda: self._reported(function, passed, depth), ())
        if not known:
            return ()
        names = frozenset(_identifiers(call))
        tells = any(_told(argument, None) for argument in _arguments(call))
        aside = not passed and not reporting.words().is_named_after(function.name)
        return tuple(
            replace(
                report,
                carries=passed or report.carries,
                names=report.names | names,
                row=call.lineno,
                tells=report.tells or tells,
                aside=aside,
            )
            for report in known
        )

    def _reported(self, function: Function, passed: bool, depth: int) -> tuple[Report, ...]:
        found: list[Report] = []
        for inner, block in function.body.calls:
            if passed or block is None or not block.in_handler:
                found += self._of(inner, Where(function, block=block), None, depth - 1)
        return tuple([report for report in found if report.loud] or found)


_SORTS: dict[Sort, ReportSort] = {
    "log": "log",
    "metric": "metric",
    "span": "span",
    "capture": "capture",
    "print": "print",
    "none": "print",
}


def _given_levels(call: ast.Call, where: Where) -> Iterator[int]:
    """The levels that `logger.log(level, …)` may have, by what is written there or is assigned to the name that is; 0
    for one of which nothing tells."""
    level = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "level"), None)
    waiting = [level] if level is not None else []
    names: set[str] = set()
    while waiting:
        match waiting.pop():
            case ast.IfExp(body=body, orelse=orelse):
                waiting += body, orelse
            case ast.Constant(value=int(number)):
                yield number
            case ast.Constant(value=value):
                yield LEVELS.get(str(value).lower(), 0)
            case ast.Name(id=name) if name.lower() not in LEVELS and name not in names:
                names.add(name)
                bindings = where.scope.body.bindings.get(name, ()) if isinstance(where.scope, Function) else ()
                values = [one.expr for one in bindings if one.kind == "value" and not one.route]
                if len(values) != len(bindings) or not 0 < len(values) <= _MOST_LEVELS:
                    yield 0
                waiting += [value for value in values[:_MOST_LEVELS] if value is not None]
            case other:
                yield LEVELS.get(last_name(other).lower(), 0)
    if level is None:
        yield 0


def _own_function(value: Value) -> Function | None:
    match value:
        case OwnFunction(function):
            return function
        case Either(values):
            return next((found for part in values if (found := _own_function(part)) is not None), None)
    return None


def _arguments(call: ast.Call) -> Iterator[ast.expr]:
    """What a report is told: all arguments but those that only say how."""
    yield from call.args
    yield from (keyword.value for keyword in call.keywords if keyword.arg not in reporting.words().manners)


def _bound_first(call: ast.Call, where: Where) -> bool:
    """Whether the logger may carry values of its own: `logger.bind(…).error(…)`, or one that the function made."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(receiver, ast.Call):
        return last_name(receiver) in reporting.words().binding
    return (
        isinstance(receiver, ast.Name)
        and isinstance(where.scope, Function)
        and receiver.id in where.scope.body.bindings
    )


def _told(node: ast.expr, exception: str | None) -> bool:
    """Whether an expression shows some value beside the exception: a variable, what a call gives, the key of a dict."""
    match node:
        case ast.Name(id=name):
            return name not in {exception, "self"}
        case ast.Constant():
            return False
        case ast.Attribute(value=value):
            return _told(value, exception) or (isinstance(value, ast.Name) and value.id == "self")
        case ast.Call(func=func):
            about_exception = any(isinstance(child, ast.Name) and child.id == exception for child in ast.walk(node))
            return not about_exception and last_name(func) not in reporting.words().traces
    return any(_told(child, exception) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))


def _identifiers(call: ast.Call) -> Iterator[str]:
    """Names and attributes that a call passes, and the keys of its keywords and dict displays."""
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        for node in trees.nodes(argument):
            if isinstance(node, ast.Name):
                yield node.id
            elif isinstance(node, ast.Attribute):
                yield node.attr
            elif isinstance(node, ast.Dict):
                yield from (
                    key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)
                )
    yield from (keyword.arg for keyword in call.keywords if keyword.arg)


def _secrets(call: ast.Call) -> Iterator[str]:
    """Arguments that are named like a secret and are passed as they are: not what a call has made of them."""
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        for node in _plain_parts(argument):
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            if isinstance(node, ast.Call) and last_name(node) in ("locals", "vars"):
                yield f"{last_name(node)}()"
            elif name and is_secret(name):
                yield name


def _plain_parts(node: ast.expr) -> Iterator[ast.expr]:
    """The values that a report shows: through displays, f-strings and formatting, not into other calls."""
    match node:
        case ast.Name() | ast.Attribute():
            yield node
        case ast.JoinedStr(values=values):
            for part in values:
                if isinstance(part, ast.FormattedValue):
                    yield from _plain_parts(part.value)
        case ast.Dict(values=values):
            for part in values:
                yield from _plain_parts(part)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for part in elements:
                yield from _plain_parts(part)
        case ast.BinOp(op=ast.Mod() | ast.Add(), left=left, right=right):
            yield from _plain_parts(left)
            yield from _plain_parts(right)
        case ast.Call(func=ast.Attribute(attr="format"), args=arguments):
            for part in arguments:
                yield from _plain_parts(part)
        case ast.Call(func=ast.Name(id="str" | "repr"), args=[argument]):
            yield from _plain_parts(argument)
        case ast.Call(func=ast.Name(id="locals" | "vars"), args=[]):
            yield node
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            yield ast.Name(key, ast.Load())


def _mentions(call: ast.Call, name: str) -> bool:
    """Whether something of a name stands in a call, or it is given what an attribute of that name holds."""
    given = (node for argument in _arguments(call) for node in trees.nodes(argument))
    return any(isinstance(node, ast.Name) and node.id == name for node in trees.nodes(call)) or any(
        isinstance(node, ast.Attribute) and node.attr == name for node in given
    )


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value


def _opted(call: ast.Call) -> bool:
    """loguru's `logger.opt(exception=True).error(…)`."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    return (
        isinstance(receiver, ast.Call)
        and last_name(receiver) == "opt"
        and any(keyword.arg == "exception" and not _is_false(keyword.value) for keyword in receiver.keywords)
    )
