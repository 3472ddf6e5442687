"""Where the ownership pattern goes in a function: which statements a guard holds, and where each way out is counted.

One guard holds the smallest run of sibling statements with all unowned sites. Where that run is too long, yields, or
is left in the middle while successes are counted, each site's own statement gets a guard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import libcst as cst

from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.index.module import Function

Body = cst.IndentedBlock | cst.SimpleStatementSuite
Place = tuple[Body, int]
# Context managers whose body must be guarded from outside: they swallow, translate or collect what it raises.
_TRANSLATING = frozenset(
    {
        "suppress",
        "timeout",
        "timeout_at",
        "fail_after",
        "fail_at",
        "move_on_after",
        "move_on_at",
        "TaskGroup",
        "create_task_group",
        "open_nursery",
        "ExceptionGroup",
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Guard:
    """Statements `start` to `end` (exclusive) of a block. `hoisted` is an expression that alone is guarded, where
    its statement must stay outside (`yield await f()`); `returns` are the tail returns that become assignments.

    `extends` where the one statement is a `try` for expected outcomes, which gets one more handler: a guard around it
    would report what its own handlers raise. Unless it `handles` the failure, it has such a handler already. Handlers
    that are `told` catch the failure and raise it on: they report before they do, at the `raises`. What its returns
    become stands in its `else`, or after it where no handler falls through.
    """

    block: Body
    start: int
    end: int
    hoisted: cst.BaseExpression | None = None
    extends: bool = False
    handles: bool = True
    in_else: bool = True
    told: tuple[cst.ExceptHandler, ...] = ()
    raises: tuple[Place, ...] = ()
    returns: frozenset[cst.Return] = frozenset()


@dataclass(slots=True, eq=False)
class Plan:
    """The pattern for one function. `entry` is the block and index before which the operation is announced; `counted`
    are the statements before which, and `closing` the block and index at which, a success is counted."""

    function: Function
    node: cst.FunctionDef
    guards: list[Guard]
    entry: Place | None
    counted: list[cst.CSTNode] = field(default_factory=list)
    closing: Place | None = None


class Planner:
    """Plans for the functions of one module. `swallows` tells whether a `with` item may end an exception by itself."""

    def __init__(self, trees: Trees, *, counts: bool, most_lines: int, swallows: Callable[[cst.With], bool]) -> None:
        self._trees = trees
        self._counts = counts
        self._most_lines = most_lines
        self._swallows = swallows
        # Tries that are guarded from within, with the handlers in which that is done already but for the report.
        self._extended: dict[cst.CSTNode, set[cst.ExceptHandler]] = {}
        self._lacking: set[cst.CSTNode] = set()

    def plan(
        self,
        function: Function,
        node: cst.FunctionDef,
        sites: Sequence[cst.CSTNode],
        raised_on: Mapping[cst.CSTNode, tuple[cst.Try, cst.ExceptHandler]] = MappingProxyType({}),
    ) -> Plan:
        """The plan for the unowned sites of a function; `raised_on` has the handlers that catch and raise on.

        Raises Refused.
        """
        chains = [self._chain(site, node, raised_on[site][0] if site in raised_on else None) for site in sites]
        self._extended, self._lacking = {}, set()
        outside: set[cst.BaseStatement | cst.BaseSmallStatement] = set()
        for site, (inner, index) in zip(sites, (chain[-1] for chain in chains), strict=True):
            statement = inner.body[index]
            if site in raised_on:
                self._extended.setdefault(statement, set()).add(raised_on[site][1])
            elif isinstance(statement, cst.Try) and statement.handlers and self._left_try(site, statement):
                self._extended.setdefault(statement, set())
                self._lacking.add(statement)
            else:
                outside.add(statement)
        for statement in outside:
            self._extended.pop(statement, None)
        block, start, end = _run(chains)
        run = list(block.body[start:end])
        guards = self._single(block, start, end, run) or self._split([chain[-1] for chain in chains])
        plan = Plan(function, node, guards, before_loops(self._trees, node, block, start))
        if self._counts:
            self._count(plan, block, end, run)
        return plan

    def _chain(self, site: cst.CSTNode, function: cst.FunctionDef, last: cst.Try | None) -> list[Place]:
        """Blocks with the index of the statement that leads on, from the function's own down to the statement that
        must be guarded: `last`, or the innermost, or the outermost `try` or translating `with` in whose body the site
        stands."""
        places: list[Place] = []
        wanted = 0
        node: cst.CSTNode = site
        for outer in self._trees.ancestors(site):
            if isinstance(outer, (cst.IndentedBlock, cst.SimpleStatementSuite)):
                places.append((outer, _index(outer, node)))
                if node is last:
                    wanted = len(places) - 1
                elif last is None and self._must_leave(outer):
                    wanted = len(places)
            if outer is function:
                break
            node = outer
        if not places:
            raise Refused("the call stands in no statement of the function's body")
        return places[wanted:][::-1]

    def _left_try(self, site: cst.CSTNode, statement: cst.CSTNode) -> bool:
        """Whether a site stands in the body of a `try`, rather than in its handlers or after them."""
        return isinstance(statement, cst.Try) and statement.body in self._trees.ancestors(site)

    def _must_leave(self, block: Body) -> bool:
        """Whether a guard in this block would report what the code around it expects."""
        owner = self._trees.parent(block)
        if isinstance(owner, (cst.Try, cst.TryStar)):
            return owner.body is block and bool(owner.handlers)
        if isinstance(owner, cst.With):
            return any(_callee(item.item) in _TRANSLATING for item in owner.items)
        return False

    # -- guards

    def _single(self, block: Body, start: int, end: int, run: Sequence[cst.CSTNode]) -> list[Guard] | None:
        """One guard for the whole run, where nothing speaks against it."""
        if any(_yields(statement) for statement in run) or (len(run) > 1 and self._extended):
            return None
        if len(run) > 1 and sum(self._trees.lines(statement) for statement in run) > self._most_lines:
            return None
        returns = self._returns(run)
        if returns is None:
            return None
        return [self._guard(block, start, end, returns)]

    def _guard(self, block: Body, start: int, end: int, returns: frozenset[cst.Return]) -> Guard:
        statement = block.body[start]
        if statement not in self._extended:
            return Guard(block, start, end, returns=returns)
        told = tuple(self._extended[statement])
        raises = tuple(
            place
            for handler in told
            for node in self._trees.below(handler.body)
            if isinstance(node, cst.Raise) and (place := self._trees.place(node)) is not None
        )
        if told and not raises:
            body = told[0].body
            assert isinstance(body, (cst.IndentedBlock, cst.SimpleStatementSuite))
            raises = ((body, 0),)
        handles = statement in self._lacking
        return Guard(block, start, end, extends=True, handles=handles, told=told, raises=raises, returns=returns)

    def _split(self, units: Sequence[Place]) -> list[Guard]:
        """A guard for each site's own statement; one that holds another's serves both."""
        statements = {block.body[index]: (block, index) for block, index in units}
        return [
            self._own_guard(block, index)
            for statement, (block, index) in statements.items()
            if not any(outer in statements for outer in self._trees.ancestors(statement))
        ]

    def _own_guard(self, block: Body, index: int) -> Guard:
        statement = block.body[index]
        if _yields(statement):
            hoisted = _yielded(statement)
            if hoisted is None:
                raise Refused("a yield inside the guard would report the consumer's exceptions as ours")
            return Guard(block, index, index + 1, hoisted=hoisted)
        returns = self._returns([statement])
        if returns is None:
            raise Refused("a return, break or continue inside the statement could only be counted inside the try")
        return self._guard(block, index, index + 1, returns)

    def _returns(self, run: Sequence[cst.CSTNode]) -> frozenset[cst.Return] | None:
        """The returns inside a guard, which become assignments so that the success can be counted after it. None
        where some way out of the guard is not at its end, or where one path to the end returns and another does not."""
        if not self._counts:
            return frozenset()
        found: set[cst.Return] = set()
        if isinstance(run[0], cst.Try) and run[0] in self._extended:
            ways = self._block_ways(run[0].body, found)
            exits = set(_exits_of(run[0].body, in_loop=False))
        else:
            ways = self._ways(run[-1], found)
            exits = set(_exits(run))
        return frozenset(found) if ways is not None and len(ways) <= 1 and exits <= found else None

    def tail(self, body: cst.BaseSuite) -> tuple[frozenset[cst.Return], bool] | None:
        """The returns at the end of a block, and whether it is left by falling through instead; None where it is left
        in the middle, or now by the one and now by the other."""
        found: set[cst.Return] = set()
        ways = self._block_ways(body, found)
        if ways is None or len(ways) > 1 or not set(_exits_of(body, in_loop=False)) <= found:
            return None
        return frozenset(found), "falling" in ways

    def _ways(self, statement: cst.CSTNode, found: set[cst.Return]) -> set[str] | None:
        """How a statement is left at its end: by "return", whose nodes are gathered, or "falling" through to what
        follows; raising is neither. None where that cannot be told."""
        if isinstance(statement, cst.SimpleStatementLine):
            last = statement.body[-1]
            if isinstance(last, cst.Return):
                found.add(last)
                return {"return"}
            return set() if isinstance(last, cst.Raise) else {"falling"}
        if isinstance(statement, cst.If):
            orelse = statement.orelse
            if isinstance(orelse, cst.If):
                return _both(self._block_ways(statement.body, found), self._ways(orelse, found))
            other = self._block_ways(orelse.body, found) if orelse is not None else {"falling"}
            return _both(self._block_ways(statement.body, found), other)
        if isinstance(statement, cst.With) and not self._swallows(statement):
            return self._block_ways(statement.body, found)
        if isinstance(statement, cst.Try) and statement.finalbody is None:
            ways = self._block_ways(statement.orelse.body if statement.orelse else statement.body, found)
            for handler in statement.handlers:
                ways = _both(ways, self._block_ways(handler.body, found))
            return ways
        return None if any(True for _ in _exits([statement])) else {"falling"}

    def _block_ways(self, body: cst.BaseSuite, found: set[cst.Return]) -> set[str] | None:
        if not isinstance(body, cst.IndentedBlock) or not body.body:
            return None
        return self._ways(body.body[-1], found)

    # -- ways out

    def _count(self, plan: Plan, block: Body, end: int, run: Sequence[cst.CSTNode]) -> None:
        """Marks where a success is counted: once on every way out of the run that ends well."""
        inside: set[cst.CSTNode] = set()
        for guard in plan.guards:
            for held in guard.block.body[guard.start : guard.end]:
                inside.add(held.body if guard.extends and isinstance(held, cst.Try) else held)
        first = plan.guards[0].block.body[plan.guards[0].start]
        reached = False
        for statement in _statements(run):
            reached = reached or statement is first
            guarded = statement in inside or any(outer in inside for outer in self._trees.ancestors(statement))
            if reached and not guarded and isinstance(statement, cst.SimpleStatementLine):
                for exit_ in _exits([statement]):
                    if not (isinstance(exit_, (cst.Break, cst.Continue)) and self._stays(exit_, run)):
                        plan.counted.append(exit_)
        if not statement_leaves(run[-1]):
            plan.closing = (block, end)

    def _stays(self, exit_: cst.CSTNode, run: Sequence[cst.CSTNode]) -> bool:
        """Whether a break or continue belongs to a loop inside the run."""
        for outer in self._trees.ancestors(exit_):
            if isinstance(outer, (cst.For, cst.While)):
                return True
            if outer in run:
                return isinstance(outer, (cst.For, cst.While))
        return False


def before_loops(trees: Trees, function: cst.FunctionDef, block: Body, start: int) -> Place:
    """Where an operation is announced that starts at a statement: before the outermost loop around it, so only once."""
    place = (block, start)
    node: cst.CSTNode = block
    loop: cst.CSTNode | None = None
    for outer in trees.ancestors(block):
        if isinstance(outer, (cst.For, cst.While)):
            loop = outer
        if isinstance(outer, (cst.IndentedBlock, cst.SimpleStatementSuite)) and loop is node:
            place = (outer, _index(outer, node))
        if outer is function:
            break
        node = outer
    return place


def _run(chains: Sequence[Sequence[Place]]) -> tuple[Body, int, int]:
    """The smallest run of siblings that holds the ends of all chains."""
    block, start, end = chains[0][0][0], 0, 0
    for level in zip(*chains, strict=False):
        if any(found is not level[0][0] for found, _ in level):
            break
        indices = [index for _, index in level]
        block, start, end = level[0][0], min(indices), max(indices) + 1
        if len(set(indices)) > 1:
            break
    return block, start, end


def _both(one: set[str] | None, other: set[str] | None) -> set[str] | None:
    return None if one is None or other is None else one | other


def _index(block: Body, statement: cst.CSTNode) -> int:
    return next(index for index, found in enumerate(block.body) if found is statement)


def _callee(node: cst.BaseExpression) -> str:
    while isinstance(node, cst.Call):
        node = node.func
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


def _below(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A node and what runs with it: not the bodies of nested functions and classes."""
    yield node
    for child in node.children:
        if not isinstance(child, (cst.FunctionDef, cst.ClassDef, cst.Lambda)):
            yield from _below(child)


def _statements(run: Sequence[cst.CSTNode]) -> Iterator[cst.CSTNode]:
    for statement in run:
        if not isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
            yield from (
                node
                for node in _below(statement)
                if isinstance(node, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
            )


def _yields(statement: cst.CSTNode) -> bool:
    if isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
        return False
    return any(isinstance(node, cst.Yield) for node in _below(statement))


def _yielded(statement: cst.CSTNode) -> cst.BaseExpression | None:
    """The operand of the only yield of a simple statement, where it can be worked out before the yield."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return None
    small = statement.body[0]
    value = small.value if isinstance(small, (cst.Expr, cst.Assign, cst.Return)) else None
    operand = value.value if isinstance(value, cst.Yield) else None
    if operand is None or isinstance(operand, cst.From) or any(isinstance(node, cst.Yield) for node in _below(operand)):
        return None
    return operand


def _exits(run: Sequence[cst.CSTNode], in_loop: bool = False) -> Iterator[cst.CSTNode]:
    """The returns of a run, and the breaks and continues that leave it."""
    for statement in run:
        yield from _exits_of(statement, in_loop)


def _exits_of(node: cst.CSTNode, in_loop: bool) -> Iterator[cst.CSTNode]:
    if isinstance(node, (cst.FunctionDef, cst.ClassDef, cst.Lambda)):
        return
    if isinstance(node, cst.Return) or (isinstance(node, (cst.Break, cst.Continue)) and not in_loop):
        yield node
        return
    inside = in_loop or isinstance(node, (cst.For, cst.While))
    for child in node.children:
        yield from _exits_of(child, inside)


def statement_leaves(statement: cst.CSTNode) -> bool:
    """Whether nothing after a statement is ever reached, as far as its own form tells."""
    if isinstance(statement, cst.SimpleStatementLine):
        return isinstance(statement.body[-1], (cst.Return, cst.Raise, cst.Break, cst.Continue))
    if isinstance(statement, cst.If):
        orelse = statement.orelse
        return (
            leaves(statement.body)
            and orelse is not None
            and (statement_leaves(orelse) if isinstance(orelse, cst.If) else leaves(orelse.body))
        )
    if isinstance(statement, cst.With):
        return leaves(statement.body)
    if isinstance(statement, cst.Try):
        ends = [handler.body for handler in statement.handlers]
        ends.append(statement.orelse.body if statement.orelse is not None else statement.body)
        return all(leaves(body) for body in ends)
    return False


def leaves(body: cst.BaseSuite) -> bool:
    if isinstance(body, cst.SimpleStatementSuite):
        return isinstance(body.body[-1], (cst.Return, cst.Raise, cst.Break, cst.Continue))
    return isinstance(body, cst.IndentedBlock) and bool(body.body) and statement_leaves(body.body[-1])
