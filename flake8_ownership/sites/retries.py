"""What tries again after a failure: loops, and what libraries have for it.

A loop tries again where a `try` in it has a handler that goes on to the next round, while success leaves the loop.
What fails there is an attempt; the operation fails only where the loop gives up. What libraries have is in the
catalogue, and so are the words that stand for it where nothing resolves.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from flake8_ownership.catalogue.observers import Retry
from flake8_ownership.index import trees
from flake8_ownership.index.trees import LOOPS, SCOPES, own_nodes
from flake8_ownership.sites.ends import ends_of_block, leaves
from flake8_ownership.sites.positions import holding, start_of
from flake8_ownership.sites.surroundings import Surroundings

Try = ast.Try | ast.TryStar
Loop = ast.For | ast.AsyncFor | ast.While
_MOST_FOLLOWING = 3  # statements after a `try` among which a pause is looked for
_LEAVES = (ast.Return, ast.Break)
_WAITS = (ast.Await, ast.AsyncFor, ast.AsyncWith)


class RetryLoops:
    """The loops of one function that try again."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._succeeding: dict[Try, bool] = {}
        self._going_back: dict[ast.ExceptHandler, bool] = {}
        self._attempting: dict[ast.ExceptHandler, bool] = {}

    def loop_around(self, clause: ast.ExceptHandler) -> Loop | None:
        """The innermost loop of the same function that has the `try` of a handler in its body."""
        inner = self.statement(clause)
        outer = self._surroundings.parents.get(inner)
        while outer is not None and not isinstance(outer, SCOPES):
            if isinstance(outer, LOOPS):
                return outer if holding(outer.body, start_of(inner)) is not None else None
            outer = self._surroundings.parents.get(outer)
        return None

    def makes_attempts(self, clause: ast.ExceptHandler) -> bool:
        """Whether a handler goes on to the next round of a loop that is left, in any case, where its `try` succeeds."""
        if clause not in self._attempting:
            statement = self.statement(clause)
            succeeds = leaves(statement.body) or leaves(statement.orelse) or self._leaves_after(clause)
            is_in_loop = succeeds and self.loop_around(clause) is not None
            self._attempting[clause] = is_in_loop and self._reaches_next_round(clause)
        return self._attempting[clause]

    def may_make_attempts(self, clause: ast.ExceptHandler) -> Loop | None:
        """The loop in which a handler only ever starts the next round, where its `try` may leave it by succeeding, or
        what comes behind that does."""
        statement = self.statement(clause)
        may_leave = any(
            isinstance(one, _LEAVES) for part in (*statement.body, *statement.orelse) for one in own_nodes(part)
        )
        if not may_leave and not self._leaves_after(clause):
            return None
        gives_up = any(isinstance(one, (*_LEAVES, ast.Raise)) for part in clause.body for one in own_nodes(part))
        return self.loop_around(clause) if not gives_up else None

    def succeeds(self, clause: ast.ExceptHandler, pauses: Callable[[ast.Call], bool]) -> bool:
        """Whether a loop is left where all has gone well in the `try` of a handler: in any case, or with what came of
        it."""
        statement = self.statement(clause)
        if statement not in self._succeeding:
            self._succeeding[statement] = _succeeds(statement, pauses)
        return self._succeeding[statement] or self._leaves_after(clause)

    def is_poll(self, loop: ast.stmt, clause: ast.ExceptHandler, pauses: Callable[[ast.Call], bool]) -> bool:
        """Whether a loop that ends some time asks again after a pause, also where the answer was not yet the right one:
        it sleeps after the `try` of a handler, and not in it."""
        if isinstance(loop, ast.While) and isinstance(loop.test, ast.Constant):
            return False
        inner: ast.AST = self.statement(clause)
        while isinstance(inner, ast.stmt) and inner is not loop:
            for one in self._surroundings.following(inner)[:_MOST_FOLLOWING]:
                call = _done_alone(one)
                if call is not None and pauses(call):
                    return True
            inner = self._surroundings.outer_statement(inner)
        return False

    def statement(self, clause: ast.ExceptHandler) -> Try:
        """The `try` of a handler."""
        statement = self._surroundings.parents[clause]
        assert isinstance(statement, (ast.Try, ast.TryStar))
        return statement

    def goes_back(self, clause: ast.ExceptHandler) -> bool:
        """Whether nothing after its `try` runs in the same round once a handler has run."""
        if clause not in self._going_back:
            self._going_back[clause] = "on" not in ends_of_block(clause.body)
        return self._going_back[clause]

    def _reaches_next_round(self, clause: ast.ExceptHandler) -> bool:
        return not self.goes_back(clause) or any(map(_continues, clause.body))

    def _leaves_after(self, clause: ast.ExceptHandler) -> bool:
        """Whether what follows a `try` leaves the loop, and a handler never gets there."""
        return self.goes_back(clause) and leaves(self._surroundings.following(self.statement(clause)))


def _done_alone(statement: ast.stmt) -> ast.Call | None:
    """The call that a statement waits for, or makes, and does nothing else."""
    match statement:
        case ast.Expr(value=ast.Await(value=ast.Call() as call)) | ast.Expr(value=ast.Call() as call):
            return call
        # A wait that is up raises.
        case ast.Try(body=[inner], finalbody=[]):
            return _done_alone(inner) if isinstance(inner, ast.Expr) else None
    return None


def _succeeds(statement: Try, pauses: Callable[[ast.Call], bool]) -> bool:
    if leaves(statement.body) or leaves(statement.orelse):
        return True
    for part in reversed([*statement.body, *statement.orelse]):
        below = list(own_nodes(part))
        if any(isinstance(node, ast.Return) and _is_result(node) for node in below):
            return True
        # A loop that goes on with other work after it is a worker, which only ends with it.
        if any(isinstance(node, _WAITS) and not _is_pause(node, pauses) for node in below):
            return False
    return False


def _continues(statement: ast.stmt) -> bool:
    """Whether a statement of a loop's body, or one inside it, starts the loop's next round."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Continue):
            return True
        if not isinstance(node, (*SCOPES, *LOOPS)):
            waiting += trees.children(node)
    return False


def _is_result(node: ast.Return) -> bool:
    return node.value is not None and not isinstance(node.value, ast.Constant)


def _is_pause(node: ast.AST, pauses: Callable[[ast.Call], bool]) -> bool:
    return isinstance(node, ast.Await) and isinstance(node.value, ast.Call) and pauses(node.value)


# -- what libraries have


def reports_attempts(retry: Retry, call: ast.Call | None) -> bool:
    """Whether a library's retry reports failed attempts, by itself or through one of its keywords."""
    given = {keyword.arg: keyword.value for keyword in call.keywords} if call is not None else {}
    if None in given:
        return True  # **options may hold anything
    hooked = any(name in given and not _is_none(given[name]) for name in retry.keywords)
    unlogged = "logger" in given and _is_none(given["logger"])
    return hooked or (retry.logs and not unlogged)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
