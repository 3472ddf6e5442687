"""The plan for one function: its guards, each of which does one of four things with the statements that it holds, and
where successes are counted."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from flake8_ownership.codemods.attempts import GivenUp
from flake8_ownership.index.module import Function

Body = cst.IndentedBlock | cst.SimpleStatementSuite
Place = tuple[Body, int]


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Statements `start` to `end` (exclusive) of a block. `returns` are tail returns that become assignments: what they
    return stands after the `try`, or `in_else`, and `counts` where that is a success for sure. What follows the
    `nested` statements, which returned early, goes into an `else` of theirs. The failure `ends` there where nobody
    would get it, and goes on else."""

    block: Body
    start: int
    end: int
    returns: frozenset[cst.Return] = frozenset()
    nested: tuple[Place, ...] = ()
    in_else: bool = False
    counts: bool = True
    ends: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Wrap(Held):
    """A new `try` around the statements."""


@dataclass(frozen=True, slots=True, eq=False)
class Hoist(Held):
    """A new `try` around an expression alone, before its statement, which must stay outside: `yield await f()`."""

    expression: cst.BaseExpression = field(kw_only=True)


@dataclass(frozen=True, slots=True, eq=False)
class Extend(Held):
    """The one statement is a `try` whose handlers raise on: those that are `told` report before they do, at the
    `raises`; the first one, where a loop tries again after it, counts where that is `given_up`. A success is counted in
    the `else` of the `try` (`counts_in_else`) where one of its handlers falls through."""

    told: tuple[cst.ExceptHandler, ...] = ()
    raises: tuple[tuple[cst.ExceptHandler, Place], ...] = ()
    given_up: GivenUp | None = None
    counts_in_else: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class AddHandler(Extend):
    """One more handler for a `try` that has none, or for expected outcomes alone: a `try` around it would report what
    its own handlers raise."""


@dataclass(frozen=True, slots=True, eq=False)
class ReportBeforeRaise(Extend):
    """A `try` that has the handler already: it only lacks the report."""


Guard = Wrap | Hoist | AddHandler | ReportBeforeRaise


@dataclass(slots=True, eq=False)
class Plan:
    """The pattern for one function. `entry` is the block and index before which the operation is announced; `counted`
    are the statements before which, and `closings` the blocks and indexes at which, a success is counted."""

    function: Function
    node: cst.FunctionDef
    guards: list[Guard]
    entry: Place | None
    counted: list[cst.CSTNode] = field(default_factory=list)
    closings: list[Place] = field(default_factory=list)
