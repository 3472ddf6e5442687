"""How a run of statements ends, and what a guard around it must do with the returns in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import libcst as cst

from flake8_ownership.codemods.exits import exits, is_exhaustive, lacks_else
from flake8_ownership.codemods.handled import Handled
from flake8_ownership.codemods.trees import Block, Trees

# Early returns of one guard for which what follows goes into an `else`; more of them would read badly.
_MOST_NESTED = 2


@dataclass(slots=True)
class Tail:
    """How a run of statements is left at its end: by the `returns`, which must become assignments, once what follows
    the `nested` early ones has gone into an `else`; `falls` where it is left by falling through instead."""

    returns: set[cst.Return] = field(default_factory=set)
    nested: list[tuple[Block, int]] = field(default_factory=list)
    falls: bool = False


class Tails:
    """The tails of one function. What follows an early return is moved where that is `most_lines` at most; `swallows`
    tells whether a `with` item may end an exception by itself. A way out that `is_lost` is no success: it stays."""

    def __init__(
        self,
        trees: Trees,
        handled: Handled,
        *,
        most_lines: int,
        swallows: Callable[[cst.With], bool],
        is_lost: Callable[[cst.CSTNode], bool],
    ) -> None:
        self._trees = trees
        self._handled = handled
        self._most_lines = most_lines
        self._swallows = swallows
        self._is_lost = is_lost

    def of(self, body: cst.BaseSuite) -> Tail | None:
        """How a block is left; None where it is left in the middle, or now by a return and now by falling through."""
        if not isinstance(body, cst.IndentedBlock):
            return None
        return self.of_run(body, 0, len(body.body))

    def of_run(self, block: Block, start: int, end: int) -> Tail | None:
        """The same for statements `start` to `end` of a block."""
        tail = Tail()
        ways = self._run_ways(block, start, end, tail)
        if ways is None or len(ways) > 1 or not set(self._exits(block.body[start:end])) <= tail.returns:
            return None
        tail.falls = "falling" in ways
        return tail

    def _run_ways(self, block: Block, start: int, end: int, tail: Tail) -> set[str] | None:
        """How the statements of a block from `start` to `end` are left; None where that cannot be told."""
        for index in range(start, end - 1):
            statement = block.body[index]
            if isinstance(statement, cst.If) and lacks_else(statement) and any(self._exits([statement])):
                if not isinstance(block, cst.IndentedBlock) or len(tail.nested) == _MOST_NESTED:
                    return None
                if sum(self._trees.lines(line) for line in block.body[index + 1 : end]) > self._most_lines:
                    return None
                early = self._branch_ways(statement, tail)
                if early is None or "falling" in early:
                    return None
                tail.nested.append((block, index))
                return _both(early, self._run_ways(block, index + 1, end, tail))
        return self._ways(block.body[end - 1], tail)

    def _branch_ways(self, statement: cst.If, tail: Tail) -> set[str] | None:
        """How the branches of an `if` without `else` are left, its missing one aside."""
        ways = self._block_ways(statement.body, tail)
        if isinstance(statement.orelse, cst.If):
            return _both(ways, self._branch_ways(statement.orelse, tail))
        return ways

    def _ways(self, statement: cst.CSTNode, tail: Tail) -> set[str] | None:
        """How a statement is left at its end: by "return", whose nodes are gathered, or "falling" through to what
        follows; raising is neither. None where that cannot be told."""
        match statement:
            case cst.SimpleStatementLine():
                last = statement.body[-1]
                if self._is_lost(last) and isinstance(last, (cst.Return, cst.Break, cst.Continue)):
                    return set()
                if isinstance(last, cst.Return):
                    tail.returns.add(last)
                    return {"return"}
                return set() if isinstance(last, cst.Raise) else {"falling"}
            case cst.If(body=body, orelse=orelse):
                if isinstance(orelse, cst.If):
                    return _both(self._block_ways(body, tail), self._ways(orelse, tail))
                other = self._block_ways(orelse.body, tail) if orelse is not None else {"falling"}
                return _both(self._block_ways(body, tail), other)
            case cst.Match(cases=cases):
                ways: set[str] | None = set() if is_exhaustive(statement) else {"falling"}
                for case in cases:
                    ways = _both(ways, self._block_ways(case.body, tail))
                return ways
            case cst.With(body=body) if not self._swallows(statement):
                return self._block_ways(body, tail)
            case cst.Try(finalbody=None):
                if self._handled.awaits(statement) and any(map(self._handled.ends_failures, statement.handlers)):
                    return None
                ways = self._block_ways(statement.orelse.body if statement.orelse else statement.body, tail)
                for handler in statement.handlers:
                    ways = _both(ways, self._block_ways(handler.body, tail))
                return ways
        return None if any(self._exits([statement])) else {"falling"}

    def _exits(self, run: Sequence[cst.CSTNode]) -> Iterator[cst.CSTNode]:
        """The ways out of a run that may be successes."""
        return (one for one in exits(run) if not self._is_lost(one))

    def _block_ways(self, body: cst.BaseSuite, tail: Tail) -> set[str] | None:
        if not isinstance(body, cst.IndentedBlock) or not body.body:
            return None
        return self._run_ways(body, 0, len(body.body), tail)


def _both(one: set[str] | None, other: set[str] | None) -> set[str] | None:
    return None if one is None or other is None else one | other
