"""Where the ownership pattern goes in a function: which statements a guard holds, and where each way out is counted.

One guard holds the smallest run of sibling statements with all unowned sites. Where that run is too long, yields, or
is left in the middle while successes are counted, each site's own statement gets a guard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import libcst as cst

from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.attempts import given_up
from flake8_ownership.codemods.counting import Counting
from flake8_ownership.codemods.enclosing import before_loops, chain_to, is_expected, run_of, stands_in_try
from flake8_ownership.codemods.guards import AddHandler, Body, Guard, Hoist, Place, Plan, ReportBeforeRaise, Wrap
from flake8_ownership.codemods.handled import Handled
from flake8_ownership.codemods.hoisting import head_of, yielded, yields
from flake8_ownership.codemods.objections import objection
from flake8_ownership.codemods.reraising import places_raised_on, places_to_report, raise_places, takes_all
from flake8_ownership.codemods.settling import Responses, Settled, Settling
from flake8_ownership.codemods.tails import Tail, Tails
from flake8_ownership.codemods.trees import Trees
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
        # Tries that are guarded from within, with the handlers in which all but the report is done already.
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
        raised_on = {site: found for site, found in raised_on.items() if not is_expected(self._trees, found[0], node)}
        chains = [
            chain_to(self._trees, site, node, raised_on[site][0] if site in raised_on else None) for site in sites
        ]
        self._look_at(sites)
        units = [chain[-1] for chain in chains]
        self._extend(sites, units, raised_on)
        block, start, end = run_of(chains)
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
            Counting(self._trees, self._handled, self._settling).mark(plan, block, start, settled)
        return plan

    def _extend(
        self,
        sites: Sequence[cst.CSTNode],
        units: Sequence[Place],
        raised_on: Mapping[cst.CSTNode, tuple[cst.Try, cst.ExceptHandler]],
    ) -> None:
        """Finds the tries that are guarded from within: by a handler more, or by a report in those that they have."""
        self._extended, self._lacking = {}, set()
        outside: set[cst.BaseStatement | cst.BaseSmallStatement] = set()
        for site, (inner, index) in zip(sites, units, strict=True):
            statement = inner.body[index]
            if site in raised_on:
                self._extended.setdefault(statement, set()).add(raised_on[site][1])
            elif isinstance(statement, cst.Try) and statement.handlers and stands_in_try(self._trees, site, statement):
                if statement not in self._lacking and any(map(takes_all, statement.handlers)):
                    raise Refused("a handler there catches cancellation as well, which is no failure")
                self._extended.setdefault(statement, set())
                self._lacking.add(statement)
            else:
                outside.add(statement)
        for statement in outside:
            self._extended.pop(statement, None)

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
            raise Refused(f"it would take {len(guards)} guards, which is too many for one function")
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
        """One guard for a run and what settles its requests, where nothing prevents it."""
        return self._single(block, start, settled.guarded, block.body[start : settled.guarded])

    def _later(self, block: Body, end: int, settled: Settled, guards: Sequence[Guard]) -> list[Guard]:
        """A guard of its own for the check of a status that no guard holds."""
        held = [guard for guard in guards if guard.block is block and guard.end >= settled.guarded]
        for index in settled.checks if not held else ():
            guard = self._single(block, index, settled.guarded, block.body[index : settled.guarded])
            if guard is not None:
                return [guard]
        return []

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
        """One guard for a whole run, where nothing prevents it."""
        if any(yields(self._trees, one) for one in run):
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
            statement in self._trees.ancestors(site) and not stands_in_try(self._trees, site, statement)
            for site in self._sites
        )

    def _covers(self, statement: cst.CSTNode, inner: cst.CSTNode) -> bool:
        """Whether the guard of a statement catches what another statement in it raises."""
        return statement not in self._extended or stands_in_try(self._trees, inner, statement)

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
        raises_itself = any(raise_places(self._trees, handler) for handler in told)
        attempts = given_up(self._trees, told[0]) if told and not raises_itself else None
        raises = [(handler, place) for handler in told for place in places_to_report(self._trees, handler)]
        assert isinstance(statement, cst.Try)
        beside = [
            (handler, place)
            for handler in statement.handlers
            if handler not in told
            for place in places_raised_on(self._trees, handler)
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
        if yields(self._trees, statement):
            hoisted = yielded(self._trees, statement)
            if hoisted is None:
                raise Refused("a yield inside the guard would report the consumer's exceptions as well")
            return Hoist(block, index, index + 1, expression=hoisted)
        why = self._objection(statement)
        tail = self._tail_of(block, index, index + 1) if not why else None
        if tail is None:
            head = head_of(self._trees, statement, sites)
            if head is None:
                left = "a return, break or continue inside the statement could only be counted inside the try"
                raise Refused(why or left)
            return Hoist(block, index, index + 1, expression=head)
        return self._guard(block, index, index + 1, tail)

    # -- how a run is left

    def _tail_of(self, block: Body, start: int, end: int) -> Tail | None:
        """How a guard's statements are left, where successes are counted; None as `Tails` has it."""
        if not self._counts:
            return Tail()
        first = block.body[start]
        if isinstance(first, cst.Try) and first in self._extended:
            return self._tails.of(first.body)
        return self._tails.of_run(block, start, end)
