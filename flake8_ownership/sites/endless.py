"""Loops that try again for ever: a failure that lasts never leaves them, and nobody has said how often is enough.

What a loop that tries again is, `retries` says; here it is asked whether it has a bound. Whatever in a round may be a
way out for a failure is taken for one.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from flake8_ownership.catalogue import retrying
from flake8_ownership.index import trees
from flake8_ownership.index.flow import Place
from flake8_ownership.index.module import Function, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Lib, OwnFunction, Unknown, Where
from flake8_ownership.sites.ends import always
from flake8_ownership.sites.pauses import Pauses
from flake8_ownership.sites.positions import end_of, holding, start_of
from flake8_ownership.sites.reports import Reports
from flake8_ownership.sites.retries import Loop, RetryLoops, Try
from flake8_ownership.sites.surroundings import Surroundings


class Endless:
    """Answers for the handlers of one function."""

    def __init__(self, surroundings: Surroundings, reports: Reports, retries: RetryLoops) -> None:
        self._surroundings = surroundings
        self._function = surroundings.function
        self._reports = reports
        self._resolver: Resolver = reports.resolver
        self._pauses = Pauses(reports.resolver, self._function).is_one
        self._blocks = dict(self._function.body.calls)
        self._retries = retries
        self._exits: dict[Loop, list[Place]] = {}
        self._raising: dict[Function, bool] = {}
        self._bounded: dict[Loop, bool] = {}

    def tries_again(self, row: int | None, expr: ast.expr) -> bool:
        """Whether the handler at a row, which catches what an expression fails with, has it tried again for ever."""
        clause = self._surroundings.handlers.get(row) if row is not None else None
        if clause is None:
            return False
        statement, loop = self._retries.statement(clause), self._retries.loop_around(clause)
        tried = holding(statement.body, start_of(expr))
        if loop is None or tried is None or self._is_bounded(loop):
            return False
        if self._has_way_out(loop, statement, clause, tried):
            return False
        if isinstance(loop, ast.While) and not isinstance(loop.test, ast.Constant):
            return self._ends_by_success(loop.test, loop, statement, clause, tried)
        return self._retries.succeeds(clause, self._pauses)

    def _is_bounded(self, loop: Loop) -> bool:
        if loop not in self._bounded:
            self._bounded[loop] = not self._may_be_endless(loop) or self._is_timed(loop)
        return self._bounded[loop]

    def _may_be_endless(self, loop: Loop) -> bool:
        """Whether a loop has no end of its own, or one that only a variable of the function decides about."""
        match loop:
            case ast.While(test=ast.Constant(value=value)):
                return bool(value)
            case ast.While(test=test):
                return bool(_flag(test))
            case ast.For(iter=ast.Call(func=func, args=args, keywords=[])):
                match self._resolver.value(func, self._where(loop.iter)):
                    case Lib(path):
                        return len(args) in retrying.words().endless.get(path, ())
        return False

    def _is_timed(self, loop: Loop) -> bool:
        """Whether a `with` around a loop, or a decorator of the function, bounds its time."""
        if any(retrying.words().bounds_time(name) for name in self._function.decorator_names):
            return True
        outer = self._surroundings.parents.get(loop)
        while outer is not None and not isinstance(outer, trees.SCOPES):
            if isinstance(outer, (ast.With, ast.AsyncWith)) and any(
                retrying.words().bounds_time(last_name(item.context_expr)) for item in outer.items
            ):
                return True
            outer = self._surroundings.parents.get(outer)
        return False

    # -- ways out

    def _has_way_out(self, loop: Loop, statement: Try, clause: ast.ExceptHandler, tried: ast.stmt) -> bool:
        """Whether anything may end a loop in a round in which a `try` has failed at one of its statements."""
        exits = self._exits_of(loop)
        after = start_of(statement.finalbody[0]) if statement.finalbody else end_of(statement)
        last = end_of(statement) if self._retries.goes_back(clause) else end_of(loop.body[-1])
        parts = (
            (start_of(loop.body[0]), start_of(tried)),
            (start_of(clause), end_of(clause)),
            (after, last),
        )
        return any(bisect_left(exits, start) < bisect_left(exits, end) for start, end in parts)

    def _exits_of(self, loop: Loop) -> list[Place]:
        """Where a loop may be left, other than by what a `try` in it catches, in the order of the text."""
        if loop not in self._exits:
            self._exits[loop] = sorted(self._found_exits(loop))
        return self._exits[loop]

    def _found_exits(self, loop: Loop) -> Iterator[Place]:
        waiting: list[tuple[ast.AST, bool, bool]] = [(part, False, False) for part in loop.body]
        while waiting:
            node, in_loop, is_caught = waiting.pop()
            if isinstance(node, trees.SCOPES):
                continue
            match node:
                case ast.Return() | ast.Raise() | ast.Assert():
                    yield start_of(node)
                case ast.Break() if not in_loop:
                    yield start_of(node)
                case ast.AsyncFor() if not is_caught:
                    yield start_of(node)
                case ast.Await(value=value) if not is_caught:
                    if not (isinstance(value, ast.Call) and self._pauses(value)):
                        yield start_of(node)
                case ast.Call() if not is_caught and self._may_raise(node):
                    yield start_of(node)
            inside = in_loop or isinstance(node, trees.LOOPS)
            caught = set(node.body) if isinstance(node, (ast.Try, ast.TryStar)) and node.handlers else ()
            waiting += ((child, inside, is_caught or child in caught) for child in trees.children(node))

    def _may_raise(self, call: ast.Call) -> bool:
        """Whether a call may well raise for one attempt too many."""
        name = last_name(call)
        if name in retrying.words().running_out:
            return True
        match self._resolver.value(call.func, self._where(call)):
            case OwnFunction(function):
                return self._raises(function)
            case Unknown():
                return retrying.words().may_give_up(name) and not self._reports.of(call, self._where(call))
        return False

    def _raises(self, function: Function) -> bool:
        if function not in self._raising:
            self._raising[function] = any(isinstance(node, ast.Raise) for node in trees.nodes(function.node))
        return self._raising[function]

    def _where(self, node: ast.AST) -> Where:
        return Where(self._function, block=self._blocks.get(node))  # type: ignore[call-overload]

    # -- success

    def _ends_by_success(
        self, test: ast.expr, loop: Loop, statement: Try, clause: ast.ExceptHandler, tried: ast.stmt
    ) -> bool:
        """Whether a loop goes on until a `try` has gone well: nothing else in it sets the variable that it asks."""
        name = _flag(test)
        if name not in self._surroundings.variables or name in self._shared:
            return False
        within = [place for place in self._stored.get(name, ()) if start_of(loop) <= place < end_of(loop)]
        last = end_of((statement.orelse or statement.body)[-1])
        done = [*always(statement.body), *always(statement.orelse)]
        if self._retries.goes_back(clause):
            following = self._surroundings.following(statement)
            done += always(following)
            last = end_of(following[-1]) if following else last
        is_set = any(holding(done, place) is not None for place in within)
        handlers = (start_of(statement.handlers[0]), end_of(statement.handlers[-1]))
        return is_set and all(
            start_of(tried) <= place < last and not handlers[0] <= place < handlers[1] for place in within
        )

    @cached_property
    def _stored(self) -> dict[str, list[Place]]:
        """Where each variable is given a value."""
        found: dict[str, list[Place]] = {}
        for node in self._surroundings.parents:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.setdefault(node.id, []).append(start_of(node))
        return found

    @cached_property
    def _shared(self) -> frozenset[str]:
        """The variables that other functions may give a value."""
        nodes = self._surroundings.parents
        return frozenset().union(*(node.names for node in nodes if isinstance(node, (ast.Nonlocal, ast.Global))))


def _flag(test: ast.expr) -> str:
    """The one variable that a condition asks: `not done`, `answer is None`; empty where it asks anything else."""
    match test:
        case ast.Name(id=name) | ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
            return name
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return name
    return ""
