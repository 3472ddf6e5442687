"""Where the ownership pattern goes in a function: which statements a guard holds, and where each way out is counted.

One guard holds the smallest run of sibling statements with all unowned sites. Where that run is too long, yields, or
is left in the middle while successes are counted, each site's own statement gets a guard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import libcst as cst

from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.attempts import given_up
from flake8_ownership.codemods.exits import exits, is_endless, raises_only, statement_leaves
from flake8_ownership.codemods.guards import AddHandler, Body, Extend, Guard, Hoist, Place, ReportBeforeRaise, Wrap
from flake8_ownership.codemods.handled import Handled
from flake8_ownership.codemods.objections import callee, names_in, objection, tells
from flake8_ownership.codemods.settling import Responses, Settled, Settling
from flake8_ownership.codemods.tails import Tail, Tails
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.codemods.words import words
from flake8_ownership.index.module import Function

# Lines of one statement that a guard may re-indent, where the settings want fewer in one guard.
_MOST_REINDENTED = 30
# Guards in one function.
_MOST_GUARDS = 2


class SitesRefused(Refused):
    """Some `sites` of a function cannot be guarded; the others may be."""

    def __init__(self, why: str, sites: Sequence[cst.CSTNode]) -> None:
        super().__init__(why)
        self.sites = sites


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


class Planner:
    """Plans for the functions of one module. `swallows` tells whether a `with` item may end an exception by itself;
    `responses` are those of the function's calls."""

    def __init__(
        self,
        trees: Trees,
        *,
        counts: bool,
        most_lines: int,
        swallows: Callable[[cst.With], bool],
        responses: Responses,
    ) -> None:
        self._trees = trees
        self._counts = counts
        self._most_lines = most_lines
        self._most_statement = max(most_lines, _MOST_REINDENTED)
        self._swallows = swallows
        self._responses = responses
        # Tries that are guarded from within, with the handlers in which that is done already but for the report.
        self._extended: dict[cst.CSTNode, set[cst.ExceptHandler]] = {}
        self._lacking: set[cst.CSTNode] = set()
        self._look_at(())

    def _look_at(self, sites: Sequence[cst.CSTNode]) -> None:
        self._sites = sites
        self._handled = Handled(self._trees, sites)
        self._settling = Settling(self._trees, sites, self._responses)
        self._tails = Tails(
            self._trees,
            self._handled,
            most_lines=self._most_lines,
            swallows=self._swallows,
            is_lost=self._settling.is_lost,
        )

    def plan(
        self,
        function: Function,
        node: cst.FunctionDef,
        sites: Sequence[cst.CSTNode],
        raised_on: Mapping[cst.CSTNode, tuple[cst.Try, cst.ExceptHandler]] = MappingProxyType({}),
    ) -> Plan:
        """The plan for the unowned sites of a function; `raised_on` has the handlers that catch and raise on.

        Raises Refused, as SitesRefused where other sites can do without the refused ones.
        """
        # What such a handler raises may be expected further out: only there is it known to be a failure.
        raised_on = {site: found for site, found in raised_on.items() if not self._is_expected(found[0], node)}
        chains = [self._chain(site, node, raised_on[site][0] if site in raised_on else None) for site in sites]
        self._extended, self._lacking = {}, set()
        self._look_at(sites)
        outside: set[cst.BaseStatement | cst.BaseSmallStatement] = set()
        for site, (inner, index) in zip(sites, (chain[-1] for chain in chains), strict=True):
            statement = inner.body[index]
            if site in raised_on:
                self._extended.setdefault(statement, set()).add(raised_on[site][1])
            elif isinstance(statement, cst.Try) and statement.handlers and self._left_try(site, statement):
                if statement not in self._lacking and any(map(_takes_all, statement.handlers)):
                    raise Refused("a handler there catches cancellation as well, which is no failure")
                self._extended.setdefault(statement, set())
                self._lacking.add(statement)
            else:
                outside.add(statement)
        for statement in outside:
            self._extended.pop(statement, None)
        units = [chain[-1] for chain in chains]
        block, start, end = _run(chains)
        lifted = self._lifted(block)
        if lifted is not None:
            guards, (block, start) = [lifted], (lifted.block, lifted.start)
            end = start + 1
            settled = self._settling.of(block, start, end)
        else:
            block, start, settled, guards = self._guards(block, start, end, units)
        entry = before_loops(self._trees, node, block, start)
        guards = [self._lifted_guard(guard) for guard in guards]
        for guard in guards:
            if isinstance(self._trees.parent(guard.block), cst.Try):
                held = guard.block.body[guard.start : guard.end]
                raise SitesRefused("it would be a try within a try", [one for one in sites if self._is_in(one, held)])
        plan = Plan(function, node, guards, entry)
        if self._counts:
            self._count(plan, block, start, settled)
        return plan

    def _guards(
        self, block: Body, start: int, end: int, units: Sequence[Place]
    ) -> tuple[Body, int, Settled, list[Guard]]:
        """The guards for a run of statements with what settles its requests; the run may be taken wider for that."""
        outer = self._widened(block, start, end)
        if outer is not None:
            settled = self._settling.of(outer[0], outer[1], outer[1] + 1)
            single = self._settled(*outer, settled)
            if single is not None:
                return *outer, settled, [single]
        settled = self._settling.of(block, start, end)
        wide = end - start == 1 and all(unit[0] is not block for unit in units) and not self._fits(block, start, end)
        single = None if wide else self._settled(block, start, settled)
        if single is None and not wide:
            single = self._single(block, start, end, block.body[start:end])
        guards = [single] if single is not None else self._split(units, self._sites)
        if len(guards) > _MOST_GUARDS:
            raise Refused(f"it would take {len(guards)} guards, and nobody wants to read them in one function")
        if outer is not None:
            block, start = outer
            settled = self._settling.of(block, start, start + 1)
            end = start + 1
        return block, start, settled, [*guards, *self._later(block, end, settled, guards)]

    def _widened(self, block: Body, start: int, end: int) -> Place | None:
        """The statement around a run after which its requests are settled: `async with client: response = …`."""
        while True:
            owner = self._trees.parent(block)
            while isinstance(owner, (cst.If, cst.Else)) and isinstance(self._trees.parent(owner), cst.If):
                owner = self._trees.parent(owner)
            place = self._trees.place(owner) if isinstance(owner, (cst.With, cst.If)) else None
            if place is None:
                return None
            block, start, end = *place, place[1] + 1
            if self._settling.of(block, start, end).end > end:
                return place

    def _settled(self, block: Body, start: int, settled: Settled) -> Guard | None:
        """One guard for a run and what settles its requests, where nothing speaks against it."""
        return self._single(block, start, settled.guarded, block.body[start : settled.guarded])

    def _later(self, block: Body, end: int, settled: Settled, guards: Sequence[Guard]) -> list[Guard]:
        """A guard of its own for the check of a status that no guard holds."""
        held = [guard for guard in guards if guard.block is block and guard.end >= settled.guarded]
        for index in settled.checks if not held else ():
            guard = self._single(block, index, settled.guarded, block.body[index : settled.guarded])
            if guard is not None:
                return [guard]
        return []

    def _chain(self, site: cst.CSTNode, function: cst.FunctionDef, last: cst.Try | None) -> list[Place]:
        """Blocks with the index of the statement that leads on, from the function's own down to the statement that
        must be guarded: `last`, or the innermost, or the outermost `try` or translating `with` in whose body the site
        stands."""
        places: list[Place] = []
        wanted = 0
        node: cst.CSTNode = site
        for outer in self._trees.ancestors(site):
            if type(outer) in _BODIES and isinstance(outer, (cst.IndentedBlock, cst.SimpleStatementSuite)):
                places.append((outer, self._trees.index(outer, node)))
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
        return isinstance(statement, (cst.Try, cst.TryStar)) and statement.body in self._trees.ancestors(site)

    def _is_expected(self, statement: cst.CSTNode, function: cst.FunctionDef) -> bool:
        """Whether code of the function around a statement expects some of what it raises."""
        around = list(self._trees.ancestors(statement))
        blocks = around[: around.index(function)]
        return any(isinstance(one, cst.IndentedBlock) and self._must_leave(one) for one in blocks)

    def _must_leave(self, block: Body) -> bool:
        """Whether a guard in this block would report what the code around it expects."""
        owner = self._trees.parent(block)
        if isinstance(owner, (cst.Try, cst.TryStar)):
            return owner.body is block and bool(owner.handlers)
        if isinstance(owner, cst.With):
            return any(callee(item.item) in words("guarded-outside") for item in owner.items)
        return False

    def _is_in(self, node: cst.CSTNode, held: Sequence[cst.CSTNode]) -> bool:
        return any(one in held for one in (node, *self._trees.ancestors(node)))

    def _fits(self, block: Body, start: int, end: int) -> bool:
        """Whether the statements of a block are few enough for one guard."""
        return sum(self._trees.lines(statement) for statement in block.body[start:end]) <= self._most_lines

    # -- guards

    def _lifted(self, block: Body) -> Guard | None:
        """A handler for the `try` without one whose body a block is: it reads better than a `try` in a `try`."""
        owner = self._trees.parent(block)
        place = self._trees.place(owner) if isinstance(owner, cst.Try) else None
        if not isinstance(owner, cst.Try) or owner.handlers or owner.body is not block or place is None:
            return None
        if self._extended or not self._fits(block, 0, len(block.body)):
            return None
        self._extended, self._lacking = {owner: set()}, {owner}
        guard = self._single(*place, place[1] + 1, [owner])
        if guard is None:
            self._extended, self._lacking = {}, set()
        return guard

    def _lifted_guard(self, guard: Guard) -> Guard:
        """One of several guards, as a handler for the `try` without one whose body it stands in."""
        owner = self._trees.parent(guard.block)
        place = self._trees.place(owner) if isinstance(owner, cst.Try) else None
        if not isinstance(owner, cst.Try) or owner.handlers or owner.body is not guard.block or place is None:
            return guard
        self._extended[owner] = set()
        self._lacking.add(owner)
        lifted = self._single(*place, place[1] + 1, [owner])
        if lifted is None:
            del self._extended[owner]
            self._lacking.discard(owner)
        return lifted or guard

    def _objection(self, statement: cst.CSTNode) -> str:
        """Why a statement must not be guarded; of a `try` that gets a handler more, only the body counts."""
        if statement not in self._extended:
            lines = self._trees.lines(statement)
            too_long = (
                f"a guard around it would re-indent {lines} lines, more than fix-max-lines"
                if lines > self._most_statement
                else ""
            )
            return objection(self._trees, statement, self._settling.is_own) or too_long
        assert isinstance(statement, cst.Try)
        return objection(self._trees, statement.body, self._settling.is_own) if statement in self._lacking else ""

    def _single(self, block: Body, start: int, end: int, run: Sequence[cst.CSTNode]) -> Guard | None:
        """One guard for a whole run, where nothing speaks against it."""
        if any(map(self._yields, run)):
            return None
        if len(run) > 1 and any(statement in self._extended for statement in run):
            return None
        if any(one in self._extended and self._has_sites_aside(one) for one in run):
            return None
        if len(run) > 1 and any(self._holds_extended(statement) for statement in run):
            return None
        if len(run) > 1 and not self._fits(block, start, end):
            return None
        if any(map(self._objection, run)):
            return None
        tail = self._tail_of(block, start, end)
        return self._guard(block, start, end, tail) if tail is not None else None

    def _has_sites_aside(self, statement: cst.CSTNode) -> bool:
        """Whether a site stands in a `try`, but not in its body: one more handler would not catch its failure."""
        return any(
            statement in self._trees.ancestors(site) and not self._left_try(site, statement) for site in self._sites
        )

    def _covers(self, statement: cst.CSTNode, inner: cst.CSTNode) -> bool:
        """Whether the guard of a statement catches what another statement in it raises."""
        return statement not in self._extended or self._left_try(inner, statement)

    def _holds_extended(self, statement: cst.CSTNode) -> bool:
        """Whether a statement holds a `try` that reports from within: a guard around it would report once more."""
        return any(statement in self._trees.ancestors(one) for one in self._extended)

    def _guard(self, block: Body, start: int, end: int, tail: Tail) -> Guard:
        statement = block.body[start]
        returns, nested = frozenset(tail.returns), tuple(tail.nested)
        if statement not in self._extended:
            in_else = self._ends_branch(block, end)
            return Wrap(block, start, end, returns, nested, in_else)
        told = tuple(self._extended[statement])
        attempts = given_up(self._trees, told[0]) if told and not any(map(self._raise_places, told)) else None
        raises = [(handler, place) for handler in told for place in self._raises(handler)]
        assert isinstance(statement, cst.Try)
        beside = [
            (handler, place)
            for handler in statement.handlers
            if handler not in told
            for place in self._raised_on(handler)
        ]
        told = (*told, *dict.fromkeys(handler for handler, _ in beside))
        raises += beside
        kind = AddHandler if statement in self._lacking else ReportBeforeRaise
        return kind(
            block, start, end, returns, nested, in_else=True, told=told, raises=tuple(raises), given_up=attempts
        )

    def _ends_branch(self, block: Body, end: int) -> bool:
        """Whether a branch with others after it ends there: a return after the `try` would make their `else` idle."""
        owner = self._trees.parent(block)
        return isinstance(owner, cst.If) and owner.orelse is not None and end == len(block.body)

    def _raises(self, handler: cst.ExceptHandler) -> list[Place]:
        """Where a handler reports that raises what it caught, or another error: at its start, where all ways raise."""
        places = self._raise_places(handler)
        return places if places and not raises_only(handler.body) else _beginning(handler)

    def _raise_places(self, handler: cst.ExceptHandler) -> list[Place]:
        nodes = [node for node in self._trees.below(handler.body) if isinstance(node, cst.Raise)]
        return [place for node in nodes if (place := self._trees.place(node)) is not None]

    def _raised_on(self, handler: cst.ExceptHandler) -> list[Place]:
        """Where a handler beside the new one reports that raises on what it caught, as it is, and tells nobody."""
        if handler.type is None or names_in(handler.type) & words("no-failures") or tells(self._trees, handler.body):
            return []
        name = handler.name.name.value if handler.name and isinstance(handler.name.name, cst.Name) else ""
        raises = [node for node in self._trees.below(handler.body) if isinstance(node, cst.Raise)]
        places: list[Place] = []
        for node in raises:
            if node.exc is None or (name and callee(node.exc) == name):
                inner = next(one for one in self._trees.ancestors(node) if isinstance(one, cst.ExceptHandler))
                place = self._trees.place(node)
                if inner is handler and place is not None:
                    places.append(place)
        return _beginning(handler) if len(places) == len(raises) > 0 and raises_only(handler.body) else places

    def _split(self, units: Sequence[Place], sites: Sequence[cst.CSTNode]) -> list[Guard]:
        """A guard for each site's own statement; one that holds another's serves both, and neighbours share one."""
        held: dict[cst.CSTNode, tuple[Body, int, list[cst.CSTNode]]] = {}
        for (block, index), site in zip(units, sites, strict=True):
            held.setdefault(block.body[index], (block, index, []))[2].append(site)
        guards: list[Guard] = []
        hoisted: set[cst.CSTNode] = set()
        for statement, (block, index, inside) in held.items():
            around = [outer for outer in self._trees.ancestors(statement) if outer in held and outer not in hoisted]
            if any(self._covers(outer, statement) for outer in around):
                continue
            last = guards[-1] if guards else None
            if last is not None and last.block is block and last.start <= index < last.end:
                continue  # what settles the one before has taken it in
            if last is not None and last.block is block and last.end == index and not isinstance(last, Hoist):
                joined = self._settled(block, last.start, self._settling.of(block, last.start, index + 1))
                if joined is not None:
                    guards[-1] = joined
                    continue
            try:
                guards.append(self._own_guard(block, index, inside))
            except Refused as refusal:
                # A call inside it would be told, and the one around it not.
                deeper = [site for site in sites if statement in self._trees.ancestors(site)]
                raise SitesRefused(str(refusal), [*inside, *deeper]) from refusal
            if isinstance(guards[-1], Hoist):
                hoisted.add(statement)
        return guards

    def _own_guard(self, block: Body, index: int, sites: Sequence[cst.CSTNode]) -> Guard:
        settled = self._settling.of(block, index, index + 1)
        whole = self._settled(block, index, settled) if settled.guarded > index + 1 else None
        if whole is not None:
            return whole
        statement = block.body[index]
        if self._yields(statement):
            hoisted = self._yielded(statement)
            if hoisted is None:
                raise Refused("a yield inside the guard would report the consumer's exceptions as ours")
            return Hoist(block, index, index + 1, expression=hoisted)
        why = self._objection(statement)
        tail = self._tail_of(block, index, index + 1) if not why else None
        if tail is None:
            head = self._head(statement, sites)
            if head is None:
                left = "a return, break or continue inside the statement could only be counted inside the try"
                raise Refused(why or left)
            return Hoist(block, index, index + 1, expression=head)
        return self._guard(block, index, index + 1, tail)

    def _yields(self, statement: cst.CSTNode) -> bool:
        if isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
            return False
        return any(isinstance(node, cst.Yield) for node in self._trees.below(statement))

    def _yielded(self, statement: cst.CSTNode) -> cst.BaseExpression | None:
        """The operand of the only yield of a simple statement, where it can be worked out before the yield."""
        if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
            return None
        small = statement.body[0]
        value = small.value if isinstance(small, (cst.Expr, cst.Assign, cst.Return)) else None
        operand = value.value if isinstance(value, cst.Yield) else None
        if operand is None or isinstance(operand, cst.From) or self._yields(operand):
            return None
        return operand

    def _head(self, statement: cst.CSTNode, sites: Sequence[cst.CSTNode]) -> cst.BaseExpression | None:
        """The test of an `if`, the iterable of a `for` or the subject of a `match` that holds all sites: it can be
        worked out before the statement, so that what the statement does stays outside the guard. Of a test, the part
        that is worked out first where that holds them: `await f()` of `not await f()`."""
        match statement:
            case cst.If():
                head = statement.test
            case cst.For(asynchronous=None):
                head = statement.iter
            case cst.Match():
                head = statement.subject
            case _:
                return None
        if not self._holds(head, sites):
            return None
        while (first := _worked_out_first(head)) is not None and self._holds(first, sites):
            head = first
        # A type checker knows of a name that is bound in a test what it knows no more where the test stands before.
        return None if any(isinstance(node, cst.NamedExpr) for node in self._trees.below(head)) else head

    def _holds(self, node: cst.CSTNode, sites: Sequence[cst.CSTNode]) -> bool:
        return all(node is site or node in self._trees.ancestors(site) for site in sites)

    # -- how a run is left

    def _tail_of(self, block: Body, start: int, end: int) -> Tail | None:
        """How a guard's statements are left, where successes are counted; None as `Tails` has it."""
        if not self._counts:
            return Tail()
        first = block.body[start]
        if isinstance(first, cst.Try) and first in self._extended:
            return self._tails.of(first.body)
        return self._tails.of_run(block, start, end)

    # -- ways out

    def _count(self, plan: Plan, block: Body, start: int, settled: Settled) -> None:
        """Marks where a success is counted: once on every way out of the run that ends well, once that is settled."""
        end, run = settled.end, block.body[start : settled.end]
        if self._is_endless(block):
            plan.guards = [replace(guard, counts=False) for guard in plan.guards]
            return
        inside: set[cst.CSTNode] = set()
        for guard in plan.guards:
            if isinstance(guard, Hoist):
                continue
            for held in guard.block.body[guard.start : guard.end]:
                inside.add(held.body if isinstance(guard, Extend) and isinstance(held, cst.Try) else held)
        if not self._handled.ends_well(run[-1]):
            plan.guards = [replace(guard, counts=False) for guard in plan.guards]
            return
        first = plan.guards[0].block.body[plan.guards[0].start]
        falling = self._handled.falling(run)
        reached = False
        for statement in self._handled.statements(run):
            reached = reached or statement is first
            guarded = statement in inside or any(outer in inside for outer in self._trees.ancestors(statement))
            if reached and not guarded and isinstance(statement, cst.SimpleStatementLine):
                for exit_ in exits([statement]):
                    stays = isinstance(exit_, (cst.Break, cst.Continue)) and self._stays(exit_, run)
                    lost = stays or self._settling.is_lost(exit_)
                    if not lost and not self._handled.may_have_failed(exit_, falling, run):
                        plan.counted.append(exit_)
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


_BODIES = frozenset({cst.IndentedBlock, cst.SimpleStatementSuite})
_AFTERWARDS = (cst.ExceptHandler, cst.ExceptStarHandler, cst.Finally)


def in_handler(trees: Trees, node: cst.CSTNode, function: cst.FunctionDef) -> bool:
    """Whether something runs after a failure, or at the end whatever has happened."""
    around = trees.nearest(node, cst.FunctionDef, *_AFTERWARDS)
    while isinstance(around, cst.FunctionDef) and around is not function:
        around = trees.nearest(around, cst.FunctionDef, *_AFTERWARDS)
    return around is not None and around is not function


def before_loops(trees: Trees, function: cst.FunctionDef, block: Body, start: int) -> Place:
    """Where an operation is announced that starts at a statement: before the outermost loop around it, so only once."""
    place = (block, start)
    node: cst.CSTNode = block
    loop: cst.CSTNode | None = None
    for outer in trees.ancestors(block):
        if isinstance(outer, (cst.For, cst.While)):
            loop = outer
        if isinstance(outer, (cst.IndentedBlock, cst.SimpleStatementSuite)) and loop is node:
            place = (outer, trees.index(outer, node))
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


def _beginning(handler: cst.ExceptHandler) -> list[Place]:
    body = handler.body
    assert isinstance(body, (cst.IndentedBlock, cst.SimpleStatementSuite))
    return [(body, 0)]


def _worked_out_first(test: cst.BaseExpression) -> cst.BaseExpression | None:
    match test:
        case cst.UnaryOperation(operator=cst.Not(), expression=first):
            return first
        case cst.Comparison(left=first) | cst.BooleanOperation(left=first):
            return first
    return None


def _takes_all(handler: cst.ExceptHandler) -> bool:
    """Whether no handler after this one is ever reached."""
    return handler.type is None or "BaseException" in names_in(handler.type)
