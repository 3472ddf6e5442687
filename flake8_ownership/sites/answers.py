"""What the callers of a function do with the value that it returns on failure: `return False`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Literal
from weakref import WeakMethod

from flake8_ownership.index.module import Function
from flake8_ownership.index.values import Where
from flake8_ownership.sites.callers import Callers
from flake8_ownership.sites.positions import end_of, start_of
from flake8_ownership.sites.reports import Reports
from flake8_ownership.sites.surroundings import Surroundings

# What a function answers where it has found nothing, or something is not so.
Nothing = Literal[False] | None
_MOST_CALLERS = 20
_MOST_AFTER = 3  # statements after the call among which a look at its answer is searched


class Answers:
    """The answers of a project's functions, as their callers read them."""

    def __init__(self, callers: Callers, reports: Reports, surroundings: Callable[[Function], Surroundings]) -> None:
        self._callers = callers
        self._reports = reports
        # Held weakly, since whoever judges holds this.
        self._surroundings = WeakMethod(surroundings)
        self._known: dict[tuple[Function, Nothing], bool] = {}

    def is_told(self, function: Function, clause: ast.ExceptHandler) -> bool:
        """Whether a handler ends with an answer that stands for nothing (`None`, `False`), and every caller of its
        function reports where it gets that. To raise there is not enough: the error may blame the user, as a 401 does.
        """
        match clause.body[-1]:
            case ast.Return(value=None):
                nothing: Nothing = None
            case ast.Return(value=ast.Constant(value=None | False as nothing)):
                pass
            case _:
                return False
        key = function, nothing
        if key not in self._known:
            self._known[key] = self._all_tell(*key)
        return self._known[key]

    def _all_tell(self, function: Function, nothing: Nothing) -> bool:
        count = 0
        for found in self._callers.of(function):
            count += 1
            if found is None or count > _MOST_CALLERS or not self._tells(*found, nothing):
                return False
        return count > 0

    def _tells(self, call: ast.Call, caller: Function, nothing: Nothing) -> bool:
        known = self._surroundings()
        surroundings = known(caller) if known is not None else None
        branch = _branch_without(call, surroundings, nothing) if surroundings is not None else ()
        if surroundings is None or not branch:
            return False
        calls = surroundings.calls_between(start_of(branch[0]), end_of(branch[-1]))
        return any(
            report.loud for inner, block in calls for report in self._reports.of(inner, Where(caller, block=block))
        )


def _branch_without(call: ast.Call, surroundings: Surroundings, nothing: Nothing) -> Sequence[ast.stmt]:
    """What runs where the answer of a call stands for nothing; empty where nothing tells the two apart."""
    parents = surroundings.parents
    answer: ast.expr = call
    parent = parents.get(call)
    if isinstance(parent, ast.Await):
        answer, parent = parent, parents.get(parent)
    match parent:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is answer:
            return _first_branch(
                surroundings.following(parent)[:_MOST_AFTER], lambda node: _is_name(node, name), nothing
            )
        case ast.NamedExpr():
            answer, parent = parent, parents.get(parent)
    while isinstance(parent, (ast.UnaryOp, ast.Compare)):
        parent = parents.get(parent)
    statements = (parent,) if isinstance(parent, ast.stmt) else ()
    return _first_branch(statements, lambda node: node is answer, nothing)


def _first_branch(
    statements: Iterable[ast.stmt], is_answer: Callable[[ast.expr], bool], nothing: Nothing
) -> Sequence[ast.stmt]:
    """The branch of the first statement that asks whether an answer stands for nothing."""
    for statement in statements:
        if isinstance(statement, (ast.If, ast.While)):
            lacks = _lacks(statement.test, is_answer, nothing)
            if lacks is not None:
                return statement.body if lacks else statement.orelse
    return ()


def _lacks(test: ast.expr, is_answer: Callable[[ast.expr], bool], nothing: Nothing) -> bool | None:
    """Whether a condition holds where an answer stands for nothing; None where it does not ask for that alone."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = _lacks(operand, is_answer, nothing)
            return None if inner is None else not inner
        case ast.Compare(left=left, ops=[ast.Is() | ast.Eq()], comparators=[right]) if is_answer(left):
            return True if _is(right, nothing) else None
        case ast.Compare(left=left, ops=[ast.IsNot() | ast.NotEq()], comparators=[right]) if is_answer(left):
            return False if _is(right, nothing) else None
    return False if is_answer(test) else None


def _is(value: ast.expr, nothing: Nothing) -> bool:
    return isinstance(value, ast.Constant) and value.value is nothing


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
