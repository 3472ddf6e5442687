"""Loops that try again for ever: a failure that lasts never leaves them, and nobody has said how often is enough.

A loop is one where what a `try` guards leaves it once it has gone well; one that takes the next message after a failure
tries nothing again. Whatever in a round may be a way out for a failure is taken for one.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from flake8_ownership.index import trees
from flake8_ownership.index.flow import Place
from flake8_ownership.index.module import Function, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Lib, OwnFunction, Unknown, Where
from flake8_ownership.sites.pauses import Pauses
from flake8_ownership.sites.reports import Reports
from flake8_ownership.sites.surroundings import Surroundings, end_of, start_of

_Loop = ast.While | ast.For
_Try = ast.Try | ast.TryStar
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_WAITS = (ast.Await, ast.AsyncFor, ast.AsyncWith)
# What counts without an end, by its path, and how many arguments it has then.
_ENDLESS = {"itertools.count": (0, 1, 2), "itertools.cycle": (1,), "itertools.repeat": (1,)}
# What bounds the time of what it stands around, by its last name.
_TIMED = re.compile(r"timeout|fail_(after|at)|move_on_(after|at)|deadline", re.IGNORECASE)
# What raises once nothing is left, or leaves the process.
_RUNS_OUT = frozenset({"next", "anext", "pop", "popleft", "get_nowait", "exit", "_exit", "abort", "quit"})
# What reads as if it raised for one attempt too many, where nothing else is known of it.
_MAY_GIVE_UP = re.compile(r"attempt|retr(y|ies)|fail|give|exhaust|check|ensure|raise|limit|max|next", re.IGNORECASE)


class Endless:
    """Answers for the handlers of one function."""

    def __init__(self, surroundings: Surroundings, reports: Reports) -> None:
        self._surroundings = surroundings
        self._function = surroundings.function
        self._reports = reports
        self._resolver: Resolver = reports.resolver
        self._pauses = Pauses(reports.resolver, self._function).is_one
        self._blocks = dict(self._function.body.calls)
        self._exits: dict[_Loop, list[Place]] = {}
        self._raising: dict[Function, bool] = {}
        self._succeeding: dict[_Try, bool] = {}
        self._bounded: dict[_Loop, bool] = {}

    def tries_again(self, row: int | None, expr: ast.expr) -> bool:
        """Whether the handler at a row, which catches what an expression fails with, has it tried again for ever."""
        clause = self._surroundings.handlers.get(row) if row is not None else None
        if clause is None:
            return False
        statement = self._surroundings.parents[clause]
        assert isinstance(statement, (ast.Try, ast.TryStar))
        loop = self._loop_around(statement)
        tried = _holding(statement.body, start_of(expr))
        if loop is None or tried is None or self._is_bounded(loop):
            return False
        if self._has_way_out(loop, statement, clause, tried):
            return False
        if isinstance(loop, ast.While) and not isinstance(loop.test, ast.Constant):
            return self._ends_by_success(loop.test, loop, statement, clause, tried)
        if statement not in self._succeeding:
            self._succeeding[statement] = self._succeeds(statement)
        return self._succeeding[statement] or (_goes_back(clause) and _leaves(self._surroundings.following(statement)))

    def _loop_around(self, statement: _Try) -> _Loop | None:
        """The innermost loop around a `try`, in the same function and with the `try` in its body."""
        outer = self._surroundings.parents.get(statement)
        while outer is not None and not isinstance(outer, _FUNCTIONS):
            if isinstance(outer, _LOOPS):
                in_body = _holding(outer.body, start_of(statement)) is not None
                return outer if in_body and isinstance(outer, (ast.While, ast.For)) else None
            outer = self._surroundings.parents.get(outer)
        return None

    def _is_bounded(self, loop: _Loop) -> bool:
        if loop not in self._bounded:
            self._bounded[loop] = not self._may_be_endless(loop) or self._is_timed(loop)
        return self._bounded[loop]

    def _may_be_endless(self, loop: _Loop) -> bool:
        """Whether a loop has no end of its own, or one that only a variable of the function decides about."""
        match loop:
            case ast.While(test=ast.Constant(value=value)):
                return bool(value)
            case ast.While(test=test):
                return bool(_flag(test))
            case ast.For(iter=ast.Call(func=func, args=args, keywords=[])):
                match self._resolver.value(func, self._where(loop.iter)):
                    case Lib(path):
                        return len(args) in _ENDLESS.get(path, ())
        return False

    def _is_timed(self, loop: _Loop) -> bool:
        """Whether a `with` around a loop, or a decorator of the function, bounds its time."""
        if any(_TIMED.search(name) for name in self._function.decorator_names):
            return True
        outer = self._surroundings.parents.get(loop)
        while outer is not None and not isinstance(outer, _FUNCTIONS):
            if isinstance(outer, (ast.With, ast.AsyncWith)) and any(
                _TIMED.search(last_name(item.context_expr)) for item in outer.items
            ):
                return True
            outer = self._surroundings.parents.get(outer)
        return False

    # -- ways out

    def _has_way_out(self, loop: _Loop, statement: _Try, clause: ast.ExceptHandler, tried: ast.stmt) -> bool:
        """Whether anything may end a loop in a round in which a `try` has failed at one of its statements."""
        exits = self._exits_of(loop)
        after = start_of(statement.finalbody[0]) if statement.finalbody else end_of(statement)
        last = end_of(statement) if _goes_back(clause) else end_of(loop.body[-1])
        parts = (
            (start_of(loop.body[0]), start_of(tried)),
            (start_of(clause), end_of(clause)),
            (after, last),
        )
        return any(bisect_left(exits, start) < bisect_left(exits, end) for start, end in parts)

    def _exits_of(self, loop: _Loop) -> list[Place]:
        """Where a loop may be left, other than by what a `try` in it catches, in the order of the text."""
        if loop not in self._exits:
            self._exits[loop] = sorted(self._found_exits(loop))
        return self._exits[loop]

    def _found_exits(self, loop: _Loop) -> Iterator[Place]:
        waiting: list[tuple[ast.AST, bool, bool]] = [(part, False, False) for part in loop.body]
        while waiting:
            node, in_loop, is_caught = waiting.pop()
            if isinstance(node, _FUNCTIONS):
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
            inside = in_loop or isinstance(node, _LOOPS)
            caught = set(node.body) if isinstance(node, (ast.Try, ast.TryStar)) and node.handlers else ()
            waiting += ((child, inside, is_caught or child in caught) for child in trees.children(node))

    def _may_raise(self, call: ast.Call) -> bool:
        """Whether a call may well raise for one attempt too many."""
        name = last_name(call)
        if name in _RUNS_OUT:
            return True
        match self._resolver.value(call.func, self._where(call)):
            case OwnFunction(function):
                return self._raises(function)
            case Unknown():
                return bool(_MAY_GIVE_UP.search(name)) and not self._reports.of(call, self._where(call))
        return False

    def _raises(self, function: Function) -> bool:
        if function not in self._raising:
            self._raising[function] = any(isinstance(node, ast.Raise) for node in trees.nodes(function.node))
        return self._raising[function]

    def _where(self, node: ast.AST) -> Where:
        return Where(self._function, block=self._blocks.get(node))  # type: ignore[call-overload]

    # -- success

    def _succeeds(self, statement: _Try) -> bool:
        """Whether a loop is left where all has gone well in a `try`: in any case, or with what came of it."""
        if _leaves(statement.body) or _leaves(statement.orelse):
            return True
        for part in reversed([*statement.body, *statement.orelse]):
            below = list(_nodes(part))
            if any(isinstance(node, ast.Return) and _is_result(node) for node in below):
                return True
            # What goes on with other work after it is a worker, which only ends with it.
            if any(isinstance(node, _WAITS) and not self._is_pause(node) for node in below):
                return False
        return False

    def _is_pause(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Await) and isinstance(node.value, ast.Call) and self._pauses(node.value)

    def _ends_by_success(
        self, test: ast.expr, loop: _Loop, statement: _Try, clause: ast.ExceptHandler, tried: ast.stmt
    ) -> bool:
        """Whether a loop goes on until a `try` has gone well: nothing else in it sets the variable that it asks."""
        name = _flag(test)
        if name not in self._surroundings.variables or name in self._shared:
            return False
        within = [place for place in self._stored.get(name, ()) if start_of(loop) <= place < end_of(loop)]
        last = end_of((statement.orelse or statement.body)[-1])
        done = [*_always(statement.body), *_always(statement.orelse)]
        if _goes_back(clause):
            following = self._surroundings.following(statement)
            done += _always(following)
            last = end_of(following[-1]) if following else last
        is_set = any(_holding(done, place) is not None for place in within)
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


def _holding(block: Sequence[ast.stmt], place: Place) -> ast.stmt | None:
    """The statement of a block that holds a place."""
    index = bisect_right(block, place, key=start_of) - 1
    return block[index] if index >= 0 and place < end_of(block[index]) else None


def _goes_back(clause: ast.ExceptHandler) -> bool:
    """Whether a handler ends with the next round in any case."""
    return isinstance(clause.body[-1], ast.Continue)


def _leaves(block: Sequence[ast.stmt]) -> bool:
    """Whether a block leaves its loop or function in the end, and does not raise."""
    while block:
        match block[-1]:
            case ast.Return() | ast.Break():
                return True
            case ast.With(body=body) | ast.AsyncWith(body=body):
                block = body
            case _:
                return False
    return False


def _always(block: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a block that run in any case, where none fails: those of a `with` in it among them."""
    for statement in block:
        if isinstance(statement, (ast.With, ast.AsyncWith)):
            yield from _always(statement.body)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            yield statement


def _is_result(node: ast.Return) -> bool:
    return node.value is not None and not isinstance(node.value, ast.Constant)


def _nodes(root: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it, but for functions and classes inside."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, _FUNCTIONS):
            yield node
            waiting += trees.children(node)
