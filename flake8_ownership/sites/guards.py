"""Walks outwards from a place through its function: the first guard that has a say in its failure decides."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import libcst as cst

from flake8_ownership.index import trees
from flake8_ownership.index.module import Function, last_name
from flake8_ownership.index.scopes import Block
from flake8_ownership.index.values import Where
from flake8_ownership.sites.failures import Failure, Failures
from flake8_ownership.sites.handlers import Conduct, Handlers
from flake8_ownership.sites.islands import Frame, Island, island
from flake8_ownership.sites.managers import Managers
from flake8_ownership.sites.reports import Reports
from flake8_ownership.sites.site import Report, Ruling

_TIMEOUT = re.compile(r"Timeout|TimedOut")


@dataclass(frozen=True, slots=True)
class Way:
    """What the walk has met so far: it goes on with this failure."""

    failure: Failure
    reraised: bool = False
    whispers: tuple[Report, ...] = ()
    silent_timeout_row: int | None = None
    hidden_cause_row: int | None = None


class Guards:
    """The guards of one function, which is parsed with LibCST only where a guard stands around what is asked about."""

    def __init__(self, function: Function, reports: Reports, managers: Managers, failures: Failures) -> None:
        self._function = function
        self._reports = reports
        self._managers = managers
        self._failures = failures
        self.blocks: dict[ast.AST, Block | None] = dict(function.body.calls)

    @cached_property
    def _island(self) -> Island:
        return island(self._function)

    @cached_property
    def _handlers(self) -> Handlers:
        return Handlers(self._island, self._reports, self.blocks)

    def ruling(self, node: ast.AST, failure: Failure) -> tuple[Ruling | None, Way]:
        """What decides about a failure at a landmark; None where nothing in the function does, with how far it got.

        Raises SourceError where LibCST cannot parse the function.
        """
        way = Way(failure)
        frame = self._island.frames.get(node) if self._may_be_guarded(node) else None
        while frame is not None:
            if isinstance(frame.node, cst.FunctionDef):
                break
            ruling, way = self._at(frame, way)
            if ruling is not None:
                return ruling, way
            frame = frame.outer
        ruling = self._decorated(way)
        return ruling, way

    def _may_be_guarded(self, node: ast.AST) -> bool:
        """Whether a `try` or `with` may stand around a node, by rows alone: too often, never too seldom."""
        body = self._function.body
        place = node.target if isinstance(node, ast.comprehension) else node
        row = getattr(place, "lineno", None)
        return row is None or bool(body.functions) or any(
            guard.lineno <= row <= (guard.end_lineno or row) for guard in body.guards
        )

    def _at(self, frame: Frame, way: Way) -> tuple[Ruling | None, Way]:
        if isinstance(frame.node, (cst.Try, cst.TryStar)):
            if frame.part == "body":
                ruling, way = self._handled(frame.node, way)
                if ruling is not None:
                    return ruling, way
            return self._left_by_finally(frame, way), way
        if isinstance(frame.node, cst.With):
            return self._managed(frame, way)
        return None, way

    # -- try

    def _handled(self, node: cst.Try | cst.TryStar, way: Way) -> tuple[Ruling | None, Way]:
        for handler in node.handlers:
            clause = self._island.ast_of.get(handler)
            if not isinstance(clause, ast.ExceptHandler):
                continue
            where = Where(self._function, (clause.lineno, 0), None)
            answer = self._failures.catches(clause.type, way.failure, where)
            if answer == "no":
                way = self._passed(handler, clause, way)
                continue
            conduct = self._handlers.conduct(handler.body, clause.name)
            ruling = self._judged(conduct, clause, in_doubt=answer == "maybe", way=way)
            if ruling is not None:
                return ruling, way
            if answer == "maybe":
                continue
            hidden = clause.lineno if self._hides_cause(conduct, clause) else way.hidden_cause_row
            return None, replace(
                way,
                failure=self._failures.after_raise(conduct.raised, way.failure, where),
                reraised=True,
                whispers=(*way.whispers, *conduct.whispers),
                hidden_cause_row=hidden,
            )
        return None, way

    def _passed(self, handler: cst.ExceptHandler | cst.ExceptStarHandler, clause: ast.ExceptHandler, way: Way) -> Way:
        """A handler for something else; remembers one that silences nothing but a timeout."""
        if clause.type is None or way.silent_timeout_row is not None or not _only_timeouts(clause.type):
            return way
        conduct = self._handlers.conduct(handler.body, clause.name)
        silent = not (conduct.reports or conduct.raises or conduct.carries)
        return replace(way, silent_timeout_row=clause.lineno) if silent else way

    def _hides_cause(self, conduct: Conduct, clause: ast.ExceptHandler) -> bool:
        """Whether what the handler raises keeps nothing of what it caught: `raise X(…) from None`, without its text."""
        raises = [node for node in trees.nodes(clause) if isinstance(node, ast.Raise) and node.exc is not None]
        hidden = [node for node in raises if isinstance(node.cause, ast.Constant) and node.cause.value is None]
        return (
            bool(hidden)
            and len(hidden) == len(conduct.raised)
            and not any(clause.name in _names(node) for node in hidden)
        )

    def _judged(self, conduct: Conduct, clause: ast.ExceptHandler, *, in_doubt: bool, way: Way) -> Ruling | None:
        """The verdict of a handler, None where it raises on. In doubt about what it catches, only a report counts."""
        caught = ast.unparse(clause.type) if clause.type is not None else "everything"
        row = clause.lineno
        reports = [*conduct.reports, *self._told_later(conduct, clause)]
        whispers = (*way.whispers, *conduct.whispers)
        if reports:
            return Ruling(
                "owned",
                f"the handler for {caught} reports it",
                "handler",
                row,
                tuple(reports),
                whispers,
                reraised=way.reraised or conduct.raises or self._raised_later(conduct),
            )
        if in_doubt or conduct.raises or self._raised_later(conduct):
            return None
        if conduct.carries or self._returned_later(conduct):
            return Ruling(
                "carried",
                f"the handler for {caught} hands it on as a value",
                "handler",
                row,
                (),
                whispers,
                way.reraised,
            )
        how = "only whispers" if conduct.whispers else "says nothing"
        return Ruling(
            "silenced", f"the handler for {caught} ends it and {how}", "handler", row, (), whispers, way.reraised
        )

    def _told_later(self, conduct: Conduct, clause: ast.ExceptHandler) -> Iterator[Report]:
        """Reports after the `try` that pass on what the handler stored."""
        if not conduct.stores:
            return
        function = self._function
        for call, block in function.body.calls:
            if call.lineno <= clause.lineno:
                continue
            for report in self._reports.of(call, Where(function, block=block), None):
                if report.loud and report.names & conduct.stores:
                    yield report

    def _raised_later(self, conduct: Conduct) -> bool:
        return any(
            isinstance(twin, ast.Raise) and twin.exc is not None and _names(twin) & conduct.stores
            for twin in self._island.cst_of
        )

    def _returned_later(self, conduct: Conduct) -> bool:
        return any(_names(expr) & conduct.stores for expr, _ in self._function.body.returns)

    def _left_by_finally(self, frame: Frame, way: Way) -> Ruling | None:
        """A `return` in `finally` discards whatever is under way."""
        node = frame.node
        assert isinstance(node, (cst.Try, cst.TryStar))
        if frame.part == "finally" or node.finalbody is None or not _leaves(node.finalbody.body):
            return None
        return Ruling(
            "silenced",
            "its finally block returns, breaks or continues, which discards the exception",
            "finally",
            self._island.row(node),
            (),
            way.whispers,
            way.reraised,
        )

    # -- with

    def _managed(self, frame: Frame, way: Way) -> tuple[Ruling | None, Way]:
        node = frame.node
        assert isinstance(node, cst.With)
        twin = self._island.ast_of.get(node)
        if not isinstance(twin, (ast.With, ast.AsyncWith)):
            return None, way
        # An item is managed by those before it, the body by all.
        count = frame.index if frame.part == "items" else len(twin.items)
        for item in reversed(twin.items[:count]):
            where = Where(
                self._function,
                (item.context_expr.lineno, item.context_expr.col_offset),
                self.blocks.get(item.context_expr),
            )
            ruling = self._managers.of_item(item.context_expr, where, way.failure)
            if ruling is not None:
                return replace(
                    ruling, whispers=(*way.whispers, *ruling.whispers), reraised=way.reraised or ruling.reraised
                ), way
        return None, way

    # -- decorators

    def silent_retry(self, expr: ast.expr) -> str:
        """The retry helper around an expression that tries again without a word; empty where there is none."""
        function = self._function
        for decorator in function.node.decorator_list:
            found = self._managers.silent_retry(decorator, Where(function.outer or function.module))
            if found:
                return found
        for loop in reversed(function.body.loops):
            if isinstance(loop.iter, ast.Call) and _runs(loop.body, expr):
                found = self._managers.silent_retry(loop.iter, Where(function, block=self.blocks.get(loop.iter)))
                if found:
                    return found
        return ""

    def _decorated(self, way: Way) -> Ruling | None:
        function = self._function
        for decorator in reversed(function.node.decorator_list):
            ruling = self._managers.of_decorator(decorator, function, way.failure)
            if ruling is not None:
                return replace(
                    ruling, whispers=(*way.whispers, *ruling.whispers), reraised=way.reraised or ruling.reraised
                )
        return None


def _runs(body: list[ast.stmt], expr: ast.expr) -> bool:
    """Whether an expression stands in a list of statements."""
    first, last = body[0], body[-1]
    end = (last.end_lineno or last.lineno, last.end_col_offset or 0)
    return (first.lineno, first.col_offset) <= (expr.lineno, expr.col_offset) < end


def _only_timeouts(clause: ast.expr) -> bool:
    kinds = clause.elts if isinstance(clause, ast.Tuple) else [clause]
    return all(_TIMEOUT.search(last_name(kind)) for kind in kinds)


def _names(node: ast.AST) -> set[str]:
    return {child.id for child in trees.nodes(node) if isinstance(child, ast.Name)}


def _leaves(body: cst.BaseSuite) -> bool:
    """Whether a `finally` block leaves by itself: a return anywhere in it, a break or continue of a loop around it."""

    def search(node: cst.CSTNode, in_loop: bool) -> bool:
        if isinstance(node, (cst.FunctionDef, cst.ClassDef, cst.Lambda)):
            return False
        if isinstance(node, cst.Return) or (isinstance(node, (cst.Break, cst.Continue)) and not in_loop):
            return True
        inside = in_loop or isinstance(node, (cst.For, cst.While))
        return any(search(child, inside) for child in node.children)

    return search(body, False)
