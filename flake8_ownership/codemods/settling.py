"""What settles whether a request went well: the check of its response's status, and the reading of the body.

Both belong to the request: a failure there is its failure, and no success may be counted before them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import libcst as cst

from flake8_ownership.codemods.exits import leaves, raises_only, statement_leaves
from flake8_ownership.codemods.objections import tells
from flake8_ownership.codemods.readings import Readings
from flake8_ownership.codemods.statuses import Standing, opposite
from flake8_ownership.codemods.trees import Block, Trees

# Lines of an `if` that reads the body of a response which went well, and does not much else.
_MOST_READING = 6


class Responses(Protocol):
    """What is known of the responses of one function."""

    def telling(self, name: str, after: cst.CSTNode) -> Collection[str]:
        """The attributes that tell the status of what a name holds after a statement; none where it is no response."""
        ...

    def reports(self, call: cst.Call) -> bool:
        """Whether a function of the project reports what it raises."""
        ...


@dataclass(slots=True)
class Settled:
    """What follows a run of statements that sends requests: at `end` it is settled whether they went well, and what is
    about nothing else ends at `guarded`. `checks` are the indexes of statements that raise for a bad status.

    `unclear` where one gets to `end` with a bad status as well, apart from the `good` places, at which all is well;
    `passed` are the statements of the run itself that one gets past so.
    """

    end: int
    guarded: int
    checks: list[int] = field(default_factory=list)
    unclear: bool = False
    good: list[tuple[Block, int]] = field(default_factory=list)
    passed: list[cst.If] = field(default_factory=list)


class Settling:
    """The requests of one function."""

    def __init__(self, trees: Trees, sites: Sequence[cst.CSTNode], responses: Responses) -> None:
        self._trees = trees
        self._sites = sites
        self._responses = responses
        # What is run only where a status is bad, and whether what it raises then is the request's own failure.
        self._bad: dict[cst.CSTNode, bool] = {}

    def of(self, block: Block, start: int, end: int) -> Settled:
        """What settles the requests that some statements of a block send."""
        walk = self._walk(block.body[start:end], end)
        if walk is None:
            return Settled(end, end)
        walk.inside(block.body[start:end])
        walk.follow(block, end)
        return walk.settled

    def within(self, statement: cst.CSTNode, block: Block) -> Settled:
        """What in a block of its own, such as an `else`, settles the requests that a statement sends."""
        walk = self._walk([statement], 0)
        if walk is None:
            return Settled(0, 0)
        walk.follow(block, 0)
        return walk.settled

    def is_lost(self, node: cst.CSTNode) -> bool:
        """Whether a statement is run only where a status is bad."""
        return node in self._bad or any(outer in self._bad for outer in self._trees.ancestors(node))

    def is_own(self, node: cst.CSTNode) -> bool:
        """Whether what a block or statement raises is the failure of a request."""
        return self._bad.get(node, False)

    @cached_property
    def _around(self) -> dict[int, list[list[cst.CSTNode]]]:
        """By the id of each node around sites: each of these with all that is around it."""
        found: dict[int, list[list[cst.CSTNode]]] = {}
        for site in self._sites:
            around = [site, *self._trees.ancestors(site)]
            for one in around:
                found.setdefault(id(one), []).append(around)
        return found

    def _walk(self, run: Sequence[cst.CSTNode], start: int) -> _Walk | None:
        names: dict[str, Collection[str]] = {}
        for around in (around for one in run for around in self._around.get(id(one), ())):
            for name, node in _kept(around):
                attributes = self._responses.telling(name, node)
                if attributes:
                    names[name] = attributes
        if not names:
            return None
        readings = Readings(self._trees, names)
        return _Walk(self._trees, self._responses, readings, self._bad, Settled(start, start), start)


_KEEPING = frozenset({cst.Assign, cst.AnnAssign, cst.NamedExpr, cst.With})


def _kept(around: Sequence[cst.CSTNode]) -> Iterator[tuple[str, cst.CSTNode]]:
    """The names under which statements around a site keep what it gives, with the statements."""
    for inner, node in zip((around[0], *around), around, strict=False):
        if type(node) not in _KEEPING:
            continue
        match node:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
                yield name, node
            case cst.AnnAssign(target=cst.Name(value=name)) | cst.NamedExpr(target=cst.Name(value=name)):
                yield name, node
            case cst.With(items=items):
                for item in items:
                    given = item.asname.name if item.asname is not None else None
                    if (item is inner or node is around[0]) and isinstance(given, cst.Name):
                        yield given.value, node


@dataclass(frozen=True, slots=True)
class _Branch:
    """One branch of an `if`, None for the missing `else`, and how the response stands in it."""

    body: cst.BaseSuite | None
    standing: Standing


@dataclass(slots=True)
class _Walk:
    """The statements of a run and after it, as far as they are about its responses. What stands before `near` is about
    nothing else; `barred` where something on the way reports by itself, or does more than a guard should hold."""

    trees: Trees
    responses: Responses
    readings: Readings
    bad: dict[cst.CSTNode, bool]
    settled: Settled
    near: int
    barred: bool = False

    def inside(self, run: Sequence[cst.CSTNode]) -> None:
        """Looks at the checks that the run itself makes."""
        for node in (below for statement in run for below in self.trees.below(statement)):
            if isinstance(node, cst.SimpleStatementLine) and self.readings.raises(node):
                self.settled.unclear = False
            elif isinstance(node, cst.Match) and self.readings.asks(node):
                self.settled.unclear = True
            elif isinstance(node, cst.If) and not self._is_elif(node) and self.readings.asks(node):
                branches = self._branches(node)
                self._mark(branches)
                place = self.trees.place(node)
                if place is not None and self._ends_well(node, branches):
                    self._rest_is_bad(*place)
                elif self._falls_badly(branches):
                    self.settled.unclear = True
                    self.settled.passed.append(node)

    def follow(self, block: Block, start: int) -> None:
        """Goes through the statements of a block from an index on, until its responses are given up."""
        following = start
        while (index := self._next(block, following)) is not None:
            statement, following = block.body[index], index + 1
            raises = self.readings.raises(statement)
            checker = None if raises else self.readings.checker(statement)
            rebinds = not raises and self.readings.rebinds(statement)
            if isinstance(statement, cst.If) and rebinds and self.readings.rebinds(statement.test):
                return
            if isinstance(statement, cst.If) and self.readings.asks(statement):
                # What its branches bind anew, the test has asked before.
                if not self._asked(block, index, statement) or rebinds:
                    return
            elif rebinds:
                return
            elif isinstance(statement, cst.Match) and self.readings.asks(statement):
                self.settled.end, self.settled.unclear, self.barred = index + 1, True, True
            elif isinstance(statement, cst.Try) and self._raises_within(statement):
                self._handled(index, statement)
            elif raises or checker is not None:
                self.barred = self.barred or (checker is not None and self._reports(checker))
                self._settles(index, check=True)
                self.settled.unclear = False
            elif index == self.near:
                self._near(index, statement)

    def _next(self, block: Block, start: int) -> int | None:
        """The index of the first statement, from one on, that may be about the responses."""
        mentions = self.trees.mentions(block)
        found = [self.near] if start <= self.near < len(block.body) else []
        for name in self.readings.names:
            known = mentions.get(name, ())
            place = bisect_left(known, start)
            found += known[place : place + 1]
        return min(found, default=None)

    def _raises_within(self, statement: cst.Try) -> bool:
        """Whether a `try` raises for a bad status, and looks after that itself."""
        return bool(statement.handlers) and any(
            self.readings.raises(node)
            for node in self.trees.below(statement.body)
            if isinstance(node, cst.SimpleStatementLine)
        )

    def _handled(self, index: int, statement: cst.Try) -> None:
        """Takes in such a `try`: its handlers are run where the status is bad, and no guard holds it."""
        self.bad.update({handler.body: False for handler in statement.handlers})
        self.barred = True
        self.settled.end = index + 1
        self.settled.unclear = not all(leaves(handler.body) for handler in statement.handlers)

    def _near(self, index: int, statement: cst.CSTNode) -> None:
        """Takes in a statement that directly follows, where it is about the response as well."""
        if self.readings.names_status(statement):
            self.near = index + 1
        elif self.readings.reads(statement):
            self._settles(index, check=False)
        elif isinstance(statement, cst.If) and self._is_own_check(statement):
            self.bad[statement.body] = True
            self._settles(index, check=False)

    def _is_own_check(self, statement: cst.If) -> bool:
        """Whether an `if` raises for what the service says in a body."""
        return self.readings.asks_body(statement) and self._is_own_failure([statement.body])

    def _settles(self, index: int, *, check: bool) -> None:
        self.settled.end = self.near = index + 1
        if not self.barred:
            self.settled.guarded = index + 1
            self.settled.checks += [index] if check else []

    def _reports(self, call: cst.Call) -> bool:
        return self.responses.reports(call) or tells(self.trees, call)

    # -- an `if` that asks for the status

    def _asked(self, block: Block, index: int, statement: cst.If) -> bool:
        """Takes in an `if`; tells whether what follows it may be run where all is well."""
        branches = self._branches(statement)
        self._mark(branches)
        small = self.trees.lines(statement) <= _MOST_READING
        if self._ends_well(statement, branches):
            rest = self._rest_is_bad(block, index)
            self.settled.end = len(block.body)
            if small and rest and not self.barred:
                self.settled.guarded = len(block.body)
                self.settled.checks.append(index)
            return False
        bodies = [one.body for one in branches if one.standing == "good" and one.body is not None]
        if self._falls_badly(branches):
            self.settled.end = index + 1
            self.settled.unclear = True
            bad = [one.body for one in branches if one.standing == "bad" and one.body is not None]
            self.barred = self.barred or any(tells(self.trees, body) for body in bad)
            alone = bodies[0] if len(bodies) == 1 else None
            falls = isinstance(alone, cst.IndentedBlock) and not leaves(alone)
            self.settled.good = [(alone, len(alone.body))] if isinstance(alone, cst.IndentedBlock) and falls else []
            return True
        self.barred = self.barred or (bool(bodies) and not small)
        self._settles(index, check=any(one.body is not None and self.bad.get(one.body) for one in branches))
        self.settled.unclear = False
        self.settled.good = []
        return True

    def _branches(self, statement: cst.If) -> list[_Branch]:
        """The branches of an `if`, the last one its `else` or the lack of one."""
        found: list[_Branch] = []
        node: cst.If | cst.Else | None = statement
        while isinstance(node, cst.If):
            found.append(_Branch(node.body, self.readings.statuses.standing(node.test)))
            node = node.orelse
        standings = {one.standing for one in found}
        last: Standing = ""
        if len(found) == 1:
            last = opposite(found[0].standing)
        elif "" not in standings:
            last = "bad" if "good" in standings else "good"
        found.append(_Branch(node.body if node is not None else None, last))
        return found

    def _mark(self, branches: Sequence[_Branch]) -> None:
        """Notes the branches that are run where a status is bad, or may be."""
        for branch in branches:
            body = branch.body
            if body is not None and (branch.standing == "bad" or (not branch.standing and leaves(body))):
                self.bad[body] = branch.standing == "bad" and self._is_own_failure([body])

    def _is_own_failure(self, nodes: Sequence[cst.CSTNode]) -> bool:
        """Whether what is run for a bad status does nothing but raise for it, and reports nothing itself."""
        last = nodes[-1]
        raises = raises_only(last) if isinstance(last, cst.BaseSuite) else _is_raise(last)
        return raises and not any(tells(self.trees, node) for node in nodes)

    def _falls_badly(self, branches: Sequence[_Branch]) -> bool:
        """Whether one gets past an `if` with a bad status."""
        return any(one.standing == "bad" and (one.body is None or not self._leaves(one.body)) for one in branches)

    def _leaves(self, body: cst.BaseSuite) -> bool:
        """Whether a block leaves, raises for the status at its end, or gets another response."""
        return leaves(body) or (bool(body.body) and self.readings.raises(body.body[-1])) or self.readings.rebinds(body)

    def _ends_well(self, statement: cst.If, branches: Sequence[_Branch]) -> bool:
        """Whether an `if` without `else` leaves where the status is good, so that what follows is for a bad one."""
        return branches[0].standing == "good" and statement.orelse is None and leaves(statement.body)

    def _rest_is_bad(self, block: Block, index: int) -> bool:
        """Notes that what follows a statement is run where a status is bad; tells whether it only raises."""
        rest = block.body[index + 1 :]
        own = bool(rest) and self._is_own_failure(rest)
        self.bad.update(dict.fromkeys(rest, own))
        if not rest or not statement_leaves(rest[-1]):
            self.settled.unclear = True
        return own

    def _is_elif(self, statement: cst.If) -> bool:
        return isinstance(self.trees.parent(statement), cst.If)


def _is_raise(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.SimpleStatementLine) and isinstance(node.body[-1], cst.Raise)
