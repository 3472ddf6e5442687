"""What an exception handler does with the failure that it caught: reports, raises, hands on, or swallows it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields

import libcst as cst

from flake8_ownership.index.module import last_name
from flake8_ownership.index.scopes import Block
from flake8_ownership.index.values import Where
from flake8_ownership.sites.islands import Island
from flake8_ownership.sites.reports import Reports
from flake8_ownership.sites.site import Report
from flake8_ownership.sites.surroundings import FILLERS, Surroundings

# Calls that take the exception and tell nobody.
_FORMATTERS = frozenset(
    {
        "str",
        "repr",
        "type",
        "isinstance",
        "issubclass",
        "len",
        "format",
        "format_exc",
        "getattr",
        "hasattr",
        "format_exception",
        "print",
        "print_exc",
        "echo",
        "pformat",
        "dict",
        "list",
        "bool",
        "secho",
        "int",
        "any",
        "all",
        "print_exception",
    }
)
_TIDYING = re.compile(
    r"close|rollback|sleep|release|disconnect|cancel|abort|shutdown|stop|unlock|clean|exit|invalidate|delete|remove|wait|^$"
)
# What leaving the process raises.
_EXIT = ast.Name("SystemExit", ast.Load())
_EXITS = frozenset({"exit", "_exit", "abort", "quit"})
_COLLECTS = frozenset(
    {
        "append",
        "add",
        "put",
        "put_nowait",
        "set_exception",
        "extend",
        "insert",
        "appendleft",
        "send",
        "throw",
        "set_result",
    }
)


@dataclass(slots=True)
class Conduct:
    """What one handler does. `raises` where some path raises on; `raised` are the errors raised there (None: again).

    `carries` where the failure leaves as a value; `stores` are the names that keep it for later in the function.
    `tries` where it goes another way: waits for something else than that all is tidied up.
    """

    reports: list[Report] = field(default_factory=list)
    whispers: list[Report] = field(default_factory=list)
    raised: list[ast.expr | None] = field(default_factory=list)
    carries: bool = False
    stores: set[str] = field(default_factory=set)
    tries: bool = False

    @property
    def raises(self) -> bool:
        return bool(self.raised)


def conduct(
    island: Island, reports: Reports, blocks: Mapping[ast.AST, Block | None], surroundings: Surroundings
) -> Conduct:
    """What the statements of a handler do; a report on any of its paths counts.

    A handler that reports one kind of failure and lets another pass has looked at the failure and decided; the
    rules are about failures that nobody looked at.
    """
    return _Reading(island, reports, blocks, surroundings).conduct()


class _Reading:
    """One pass over a handler's body. `tainted` are the names that hold the failure so far."""

    def __init__(
        self,
        island: Island,
        reports: Reports,
        blocks: Mapping[ast.AST, Block | None],
        surroundings: Surroundings,
    ) -> None:
        self._surroundings = surroundings
        self._island = island
        self._reports = reports
        self._blocks = blocks
        self._found = Conduct()
        self._tainted = {island.handler.name} if island.handler.name else set()

    def conduct(self) -> Conduct:
        body = self._island.root.body
        inner = [node for node in _nodes(body) if isinstance(node, (cst.ExceptHandler, cst.ExceptStarHandler))]
        # What a handler inside this one tells or raises is another failure, unless it names this one.
        elsewhere = {below for handler in inner for below in _nodes(handler)}
        for node in _nodes(body):
            if type(node) not in _ACTS or (node in elsewhere and not _mentions(node, self._tainted)):
                continue
            match node:
                case cst.Raise():
                    twin = self._island.ast_of.get(node)
                    self._found.raised.append(twin.exc if isinstance(twin, ast.Raise) else None)
                case cst.Call():
                    self._call(node)
                case cst.Await():
                    twin = self._island.ast_of.get(node)
                    awaited = last_name(twin.value) if isinstance(twin, ast.Await) else ""
                    self._found.tries = self._found.tries or not _TIDYING.search(awaited)
                case cst.Return(value=value) | cst.Yield(value=value):
                    if value is not None and (
                        _mentions(value, self._tainted) or _formats_active_exception(value) or _is_error_answer(value)
                    ):
                        self._found.carries = True
                case cst.Assign(targets=targets, value=value):
                    self._assigned([target.target for target in targets], value)
                case cst.AnnAssign(target=target, value=value) if value is not None:
                    self._assigned([target], value)
                case cst.NamedExpr(target=target, value=value):
                    self._assigned([target], value)
        return self._found

    def _call(self, node: cst.Call) -> None:
        call = self._island.ast_of.get(node)
        if not isinstance(call, ast.Call):
            return
        where = Where(self._island.function, block=self._blocks.get(call))
        exception = min(_names(node) & self._tainted, default=None)
        reports = self._reports.of(call, where, exception)
        if reports:
            for report in reports:
                (self._found.reports if report.loud else self._found.whispers).append(report)
            return
        name = last_name(call)
        if name in _EXITS or (
            name == "error" and isinstance(call.func, ast.Attribute) and last_name(call.func.value) == "parser"
        ):
            self._found.raised.append(_EXIT)
        elif _is_error_answer(node):
            self._found.carries = True
        elif exception is not None and (name in _COLLECTS or name not in _FORMATTERS) and not self._is_lost(call):
            # An unknown callee that is given the exception may well be somebody's error callback.
            self._found.carries = True

    def _is_lost(self, call: ast.Call) -> bool:
        """Whether a call only puts something into a list of the function that nobody reads."""
        match call.func:
            case ast.Attribute(value=ast.Name(id=container), attr=method) if method in FILLERS:
                return self._surroundings.is_only_filled(container)
        return False

    def _assigned(self, targets: Sequence[cst.BaseExpression], value: cst.BaseExpression) -> None:
        if not _mentions(value, self._tainted) and not _formats_active_exception(value):
            return
        for target in targets:
            if isinstance(target, cst.Name):
                self._tainted.add(target.value)
                self._found.stores.add(target.value)
            elif isinstance(target, (cst.Attribute, cst.Subscript)):
                self._found.carries = True


def _nodes(root: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A node and all below it in the order of the text, but for nested functions and classes, which run later.

    Whitespace and punctuation are left out.
    """
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if type(node) in _LATER:
            continue
        yield node
        below: list[cst.CSTNode] = []
        for name in _parts(type(node)):
            value = getattr(node, name)
            if type(value) is list or type(value) is tuple:
                below += value
            elif isinstance(value, cst.CSTNode):
                below.append(value)
        waiting += reversed(below)


_ACTS: frozenset[type] = frozenset(
    {cst.Await, cst.Raise, cst.Call, cst.Return, cst.Yield, cst.Assign, cst.AnnAssign, cst.NamedExpr}
)
_LATER: frozenset[type] = frozenset({cst.FunctionDef, cst.ClassDef, cst.Lambda})
_PARTS: dict[type, tuple[str, ...]] = {
    cst.IfExp: ("body", "test", "orelse"),
    cst.ExceptHandler: ("type", "name", "body"),
    cst.ExceptStarHandler: ("type", "name", "body"),
    cst.MatchCase: ("pattern", "guard", "body"),
}
_PUNCTUATION = re.compile(
    r"whitespace|leading_lines|lines_after|^(header|footer|indent|[lr](par|bracket|brace)|equal)$"
)
_MARKS = frozenset({"comma", "colon", "semicolon", "dot", "operator", "first_colon", "second_colon", "asynchronous"})


def _parts(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    """The fields of a node in the order of the text, without those that hold whitespace and punctuation."""
    known = _PARTS.get(kind)
    if known is None:
        names = [item.name for item in fields(kind)]
        known = _PARTS[kind] = tuple(name for name in names if name not in _MARKS and not _PUNCTUATION.search(name))
    return known


def _mentions(node: cst.CSTNode, names: set[str]) -> bool:
    return bool(names) and not names.isdisjoint(_names(node))


def _names(node: cst.CSTNode) -> set[str]:
    return {child.value for child in _nodes(node) if isinstance(child, cst.Name)}


def _formats_active_exception(node: cst.CSTNode) -> bool:
    return any(type(child) is cst.Name and child.value in ("format_exc", "exc_info") for child in _nodes(node))


def _is_error_answer(node: cst.CSTNode) -> bool:
    """`return JSONResponse(status_code=502)` tells the caller, though not what went wrong."""
    if not isinstance(node, cst.Call):
        return False
    for argument in node.args:
        if argument.keyword is not None and argument.keyword.value in ("status_code", "status", "code"):
            text = argument.value.value if isinstance(argument.value, cst.Integer) else ""
            if text[:1] in ("4", "5") or isinstance(argument.value, cst.Attribute):
                return True
    return False
