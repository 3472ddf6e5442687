"""Where the successes of a function are counted: on every way out of what its guards hold that ends well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import libcst as cst

from flake8_ownership.codemods.exits import exits, is_endless, statement_leaves
from flake8_ownership.codemods.guards import Body, Extend, Hoist, Plan
from flake8_ownership.codemods.handled import Handled
from flake8_ownership.codemods.objections import callee
from flake8_ownership.codemods.settling import Settled, Settling
from flake8_ownership.codemods.trees import Trees


class Counting:
    """Counts for the plan of one function."""

    def __init__(self, trees: Trees, handled: Handled, settling: Settling) -> None:
        self._trees = trees
        self._handled = handled
        self._settling = settling

    def mark(self, plan: Plan, block: Body, start: int, settled: Settled) -> None:
        """Marks where a success is counted: once on every way out of the run that ends well, once that is settled."""
        end, run = settled.end, block.body[start : settled.end]
        if self._is_endless(block) or not self._handled.ends_well(run[-1]):
            plan.guards = [replace(guard, counts=False) for guard in plan.guards]
            return
        first = plan.guards[0].block.body[plan.guards[0].start]
        falling = self._handled.falling(run)
        plan.counted += self._exits_that_succeed(plan, run, first, falling)
        returned = any(
            guard.returns and not isinstance(guard, Extend) and guard.block is block and guard.end == end
            for guard in plan.guards
        )
        plan.guards = [
            replace(
                guard,
                counts=not self._handled.may_have_failed(guard.block.body[guard.start], falling, run)
                and not (settled.unclear and any(self._is_behind(one, settled.passed) for one in guard.returns)),
            )
            for guard in plan.guards
        ]
        if returned or statement_leaves(run[-1]) or self._goes_on(run[-1]):
            return
        if settled.unclear:
            plan.closings = settled.good if not falling else []
        elif not falling:
            plan.closings = [(block, end)]
        elif falling == [first] and len(plan.guards) == 1:
            (only,) = plan.guards
            if isinstance(only, Extend) and not only.returns:
                plan.guards = [replace(only, counts_in_else=True)]

    def _exits_that_succeed(
        self, plan: Plan, run: Sequence[cst.CSTNode], first: cst.CSTNode, falling: list[cst.CSTNode]
    ) -> Iterator[cst.CSTNode]:
        """The returns, breaks and continues of a run before which a success is counted: those outside the guards, from
        the first guarded statement on."""
        inside = _guarded(plan)
        reached = False
        for statement in self._handled.statements(run):
            reached = reached or statement is first
            guarded = statement in inside or any(outer in inside for outer in self._trees.ancestors(statement))
            if reached and not guarded and isinstance(statement, cst.SimpleStatementLine):
                for exit_ in exits([statement]):
                    stays = isinstance(exit_, (cst.Break, cst.Continue)) and self._stays(exit_, run)
                    lost = stays or self._settling.is_lost(exit_)
                    if not lost and not self._handled.may_have_failed(exit_, falling, run):
                        yield exit_

    def _goes_on(self, last: cst.CSTNode) -> bool:
        """Whether the function waits for something or may raise after a statement: what it does is not done yet."""
        return any(_waits_or_raises(self._trees, statement) for statement in self._after(last))

    def _after(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """What runs after a statement in its function, where all goes well."""
        while not isinstance(node, (cst.FunctionDef, cst.Module)):
            parent = self._trees.parent(node)
            if parent is None:
                return
            if isinstance(parent, (cst.IndentedBlock, cst.SimpleStatementLine, cst.SimpleStatementSuite)):
                place = next(index for index, one in enumerate(parent.body) if one is node)
                yield from parent.body[place + 1 :]
            elif isinstance(parent, (cst.Try, cst.TryStar)) and parent.body is node and parent.orelse is not None:
                yield parent.orelse
            node = parent

    def _is_endless(self, block: Body) -> bool:
        """Whether a block stands in a loop of its function that does not end: nothing of that is ever done."""
        around = [outer for outer in self._trees.ancestors(block) if isinstance(outer, cst.While)]
        inner = self._trees.function_around(block)
        return inner is not None and any(
            is_endless(one)
            and inner[0] in self._trees.ancestors(one)
            and not any(isinstance(node, cst.Return) for node in self._trees.below(one.body))
            for one in around
        )

    def _is_behind(self, exit_: cst.CSTNode, passed: Sequence[cst.If]) -> bool:
        """Whether a way out comes after one of some statements, rather than in it."""
        around = set(map(id, self._trees.ancestors(exit_)))
        row = self._trees.first_row(exit_)
        return any(id(one) not in around and self._trees.first_row(one) < row for one in passed)

    def _stays(self, exit_: cst.CSTNode, run: Sequence[cst.CSTNode]) -> bool:
        """Whether a break or continue belongs to a loop inside the run."""
        for outer in self._trees.ancestors(exit_):
            if isinstance(outer, (cst.For, cst.While)):
                return True
            if outer in run:
                return isinstance(outer, (cst.For, cst.While))
        return False


def _guarded(plan: Plan) -> set[cst.CSTNode]:
    """The statements that the guards of a plan hold."""
    inside: set[cst.CSTNode] = set()
    for guard in plan.guards:
        if isinstance(guard, Hoist):
            continue
        for held in guard.block.body[guard.start : guard.end]:
            inside.add(held.body if isinstance(guard, Extend) and isinstance(held, cst.Try) else held)
    return inside


def _waits_or_raises(trees: Trees, statement: cst.CSTNode) -> bool:
    """Whether a failure may leave a statement: what its own handlers end, or `suppress`, is none."""
    waiting = [statement]
    while waiting:
        node = waiting.pop()
        match node:
            case cst.With(asynchronous=cst.Asynchronous()) | cst.For(asynchronous=cst.Asynchronous()):
                return True
            case cst.Try() | cst.TryStar() if node.handlers and not any(
                isinstance(one, cst.Raise) for handler in node.handlers for one in trees.below(handler)
            ):
                waiting += [part for part in (node.orelse, node.finalbody) if part is not None]
            case cst.With(items=items) if any(callee(item.item) == "suppress" for item in items):
                pass
            case cst.Await(expression=cst.Call(args=arguments)) if any(map(_captures, arguments)):
                pass
            case cst.Await() | cst.Raise():
                return True
            case cst.FunctionDef() | cst.ClassDef() | cst.Lambda():
                pass
            case _:
                waiting += trees.children(node)
    return False


def _captures(argument: cst.Arg) -> bool:
    keyword, value = argument.keyword, argument.value
    is_true = isinstance(value, cst.Name) and value.value == "True"
    return keyword is not None and keyword.value == "return_exceptions" and is_true
