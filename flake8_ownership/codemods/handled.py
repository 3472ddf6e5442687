"""Where a function goes on although one of its calls has failed: no success may be counted there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from flake8_ownership.codemods.exits import exits, leaves, raises_only
from flake8_ownership.codemods.trees import Trees

_STATEMENTS = (cst.BaseSmallStatement, cst.BaseCompoundStatement)


class Handled:
    """The handlers around and beside the sites of one function that get guards."""

    def __init__(self, trees: Trees, sites: Sequence[cst.CSTNode]) -> None:
        self._trees = trees
        self._sites = sites

    def statements(self, run: Sequence[cst.CSTNode]) -> Iterator[cst.CSTNode]:
        """The statements of a run, outer ones first; those of functions and classes in it are not run with it."""
        for statement in run:
            if not isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
                for node in self._trees.below(statement):
                    if isinstance(node, (cst.SimpleStatementLine, cst.BaseCompoundStatement)):
                        yield node

    def falling(self, run: Sequence[cst.CSTNode]) -> list[cst.CSTNode]:
        """Tries of a run after which the function goes on even where a call in them has failed."""
        return [
            node
            for statement in self.statements(run)
            if isinstance(node := statement, (cst.Try, cst.TryStar))
            and self.awaits(node)
            and any(not leaves(handler.body) for handler in node.handlers)
        ]

    def may_have_failed(self, node: cst.CSTNode, falling: Sequence[cst.CSTNode], run: Sequence[cst.CSTNode]) -> bool:
        """Whether a way to a statement of the run leads through the handler of a failure: the one that it stands in, or
        one of a `falling` try before it."""
        around = [node, *self._trees.ancestors(node)]
        for outer in around:
            if (
                isinstance(outer, (cst.ExceptHandler, cst.ExceptStarHandler))
                and self._gets_failures(outer)
                and not raises_only(outer.body)
                and not self._calls_before(node, outer)
            ):
                return True
            if outer in run:
                break
        if not falling:
            return False
        order = list(self.statements(run))
        here = max((index for index, one in enumerate(order) if one in around), default=0)
        return any(one in order[:here] and one not in around for one in falling)

    def ends_well(self, last: cst.CSTNode) -> bool:
        """Whether the function has done what it should after the last statement of a run, which is not so where it
        tidies up: in a `finally`, in a handler that raises on, or in one of a call's failure."""
        for outer in self._trees.ancestors(last):
            if isinstance(outer, cst.Finally):
                return False
            if isinstance(outer, (cst.ExceptHandler, cst.ExceptStarHandler)):
                if raises_only(outer.body):
                    return False
                if self._gets_failures(outer) and not self._calls_before(last, outer):
                    return False
        return True

    def _gets_failures(self, handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
        owner = self._trees.parent(handler)
        return isinstance(owner, (cst.Try, cst.TryStar)) and self.awaits(owner)

    def awaits(self, statement: cst.Try | cst.TryStar) -> bool:
        """Whether a handler of a `try` may get the failure of a call."""
        waits = (
            isinstance(node, cst.Await) or (isinstance(node, (cst.With, cst.For)) and node.asynchronous is not None)
            for node in self._trees.below(statement.body)
        )
        return any(waits) or any(statement.body in self._trees.ancestors(site) for site in self._sites)

    def ends_failures(self, handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
        """Whether a handler may end a failure by itself: neither by raising on nor after a call that has gone well."""
        if raises_only(handler.body):
            return False
        ends = [handler.body, *exits(handler.body.body)]
        return not all(self._calls_before(end, handler) for end in ends)

    def _calls_before(self, node: cst.CSTNode, handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
        """Whether one of the sites in a handler has gone well wherever a node of it, its body or an exit, is left.

        A call whose result nobody takes is none: it tidies up, or tells somebody of the failure.
        """
        around = {node, *self._trees.ancestors(node)}
        order = list(self._trees.below(handler.body))
        for site in self._sites:
            outer = list(self._trees.ancestors(site))
            statement = next(one for one in (site, *outer) if isinstance(one, _STATEMENTS))
            if handler in outer and not isinstance(statement, cst.Expr):
                within = outer[: outer.index(handler)]
                branches = [one for one in within if one is not handler.body and self._is_branch(one)]
                first = node in within or order.index(site) < order.index(node)
                if first and around.issuperset(branches):
                    return True
        return False

    def _is_branch(self, node: cst.CSTNode) -> bool:
        """Whether a node is run only now and then where the code around it is."""
        if isinstance(node, (cst.IndentedBlock, cst.SimpleStatementSuite)):
            return not isinstance(self._trees.parent(node), (cst.With, cst.Try, cst.Finally))
        return isinstance(node, (cst.IfExp, cst.BooleanOperation, cst.BaseComp))
