"""From a call out to every ending of its failure: past the guards of its function, to those that call it, and so on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from flake8_ownership.errors import SourceError
from flake8_ownership.index.module import Function
from flake8_ownership.index.values import Where
from flake8_ownership.roads.node import Ending, Node
from flake8_ownership.roads.uses import Users
from flake8_ownership.sites.calls import Place
from flake8_ownership.sites.failures import Failure
from flake8_ownership.sites.judge import Judge
from flake8_ownership.sites.site import MOST_TOLD, Fate, Ruling, Spot
from flake8_ownership.sites.tasks import Outcome
from flake8_ownership.sites.verdicts import Verdicts

_MOST_NODES = 600  # calls and endings of one tree
_DEEPEST = 60  # calls inside one another
WORDS: dict[str, Ending] = {"owned": "reported", "carried": "carried", "silenced": "silenced"}
_FATES: dict[Fate, str] = {
    "dropped": "nobody holds the task, so nobody learns how it ended",
    "kept": "the task is kept, and nobody asks how it ended",
    "discarded": "the only callback of the task forgets how it ended",
    "unread": "nobody looks at the tasks that asyncio.wait gives back",
    "gathered": "the exception is a result that nobody reads",
    "background": "it runs after the answer is sent",
    "future": "it runs in a thread or another loop, and its result is dropped",
}


class Outwards:
    """Draws the roads out of places; of one tree, each function that a failure leaves is drawn once."""

    def __init__(self, verdicts: Verdicts, users: Users) -> None:
        self._verdicts = verdicts
        self._judge: Judge = verdicts.judge
        self._users = users
        self._seen: set[tuple[Function, Failure]] = set()
        self._left = _MOST_NODES
        self._origin: ast.expr | None = None

    def road(self, place: Place, failure: Failure, origin: ast.expr) -> list[Node]:
        """What becomes of a failure that begins at the call `origin` and comes out at a place."""
        self._seen.clear()
        self._left = _MOST_NODES
        self._origin = origin
        return self._at(place, failure, 0)

    def decided(self, place: Place, failure: Failure) -> tuple[Ruling | None, Failure, Function]:
        """What the guards around a place make of a failure: None where it leaves the function, with what it is by then;
        and the function in which that is decided."""
        outcome, function = self._judge.outcome(place), place.function
        if outcome.handling not in ("here", "later", "grouped"):
            return self._judge.ruling(function, outcome, failure)[0], failure, function
        if outcome.through is not None:
            ruling, way = self._judge.within(*outcome.through, failure)
            if ruling is not None:
                return replace(ruling, guard="helper"), failure, outcome.through[0]
            failure = way.failure
        ruling, way = self._judge.within(function, outcome.node, failure)
        return ruling, way.failure, function

    def _at(self, place: Place, failure: Failure, depth: int) -> list[Node]:
        self._left -= 1
        if self._left <= 0:
            return [Node("limit", f"not followed: the tree has {_MOST_NODES} steps")]
        if depth == _DEEPEST:
            return [Node("limit", f"not followed: {_DEEPEST} calls deep")]
        try:
            ruling, failure, function = self.decided(place, failure)
        except SourceError as error:
            return [self.ended("unknown", f"the handlers there cannot be read: {error.message}", place.function, None)]
        if ruling is None:
            return list(self._leaving(place.function, failure, depth))
        if ruling.verdict in WORDS:
            return [self.ended(WORDS[ruling.verdict], ruling.reason, function, ruling.guard_row, place.function)]
        return [self._unruled(place, ruling)]

    def _unruled(self, place: Place, ruling: Ruling) -> Node:
        """What becomes of a task that nothing in its function waits for, or of what cannot be judged."""
        outcome: Outcome = self._judge.outcome(place)
        detached = place.wrapper is not None and outcome.handling not in ("here", "later", "grouped")
        fate = self._judge.fate(place, outcome) if detached else None
        if fate is not None:
            return self.ended("detached", _FATES[fate], place.function, place.expr.lineno)
        more = ", or somebody whom nothing tells of may" if detached else ""
        return self.ended("unknown", ruling.reason + more, place.function, ruling.guard_row or place.expr.lineno)

    def _leaving(self, function: Function, failure: Failure, depth: int) -> Iterator[Node]:
        """What becomes of a failure that leaves a function: how that comes to run, and what its callers do."""
        if (function, failure) in self._seen:
            yield Node("again", f"leaves {function.name}(), as above")
            return
        self._seen.add((function, failure))
        start = self._start(function)
        if start is not None:
            yield start
            if start.ending == "reported" and self._judge.starts.trusted(function):
                return
        kept_inside = self._kept_inside(function)
        if kept_inside is not None:
            if start is None:
                yield kept_inside
            return
        uses = self._users.of(function)
        for place in uses.places:
            if place.function is not function:
                yield self._call(place, failure, depth + 1)
        if uses.limit and (start is None or start.text != uses.limit):
            yield Node("limit", uses.limit)
        elif start is None and not any(place.function is not function for place in uses.places):
            reason = self._verdicts.entry(function).reason
            yield self.ended("unknown", f"{reason}; what becomes of its failure there is not known", function, None)

    def _call(self, place: Place, failure: Failure, depth: int) -> Node:
        spot = self._verdicts.spot(place.function, place.expr)
        return Node(
            "call", spot.call, spot=spot, function=place.function.qualname, children=self._at(place, failure, depth)
        )

    def _start(self, function: Function) -> Node | None:
        """How a function comes to run, where that ends the road; None where its callers have the say."""
        entry, starts = self._verdicts.entry(function), self._judge.starts
        boundary = starts.started_by(function)
        if starts.trusted(function) or (boundary is not None and self._judge.hears(function)):
            return self.ended("reported", entry.reason, function, None)
        if entry.ending is None:
            return None if entry.sure else self.ended("unknown", entry.reason, function, None)
        reason = entry.reason
        if boundary is not None and boundary.tells != "nothing":
            by = f"{boundary.logger}, {boundary.level}" if boundary.logger else "standard error"
            names = f"it names {', '.join(boundary.mentions)}" if boundary.mentions else "it names no identifier"
            reason = f"{reason} ({by}; {names})"
        return self.ended(entry.ending, reason, function, None)

    def _kept_inside(self, function: Function) -> Node | None:
        """Why a failure that leaves a function is not followed to its callers; None where it is."""
        escapes = self._judge.escapes(function)
        if any(escape.call is self._origin for escape in escapes):
            return None
        if self._reports(function):
            reason = f"a handler in {function.name}() reports: it is taken to look after its failures"
            return self.ended("reported", reason, function, None)
        if len(escapes) >= MOST_TOLD:
            return Node("limit", f"only the first {MOST_TOLD} failures that leave {function.name}() are followed")
        return self.ended("unknown", f"{function.name}() is not followed: it calls itself in a circle", function, None)

    def _reports(self, function: Function) -> bool:
        return any(
            report.loud
            for call, block in function.body.calls
            if block is not None and block.in_handler
            for report in self._judge.reports.of(call, Where(function, block=block))
        )

    def ended(
        self, ending: Ending, reason: str, function: Function, row: int | None, lost_in: Function | None = None
    ) -> Node:
        """An ending that is decided on a row of a function; `lost_in` is the function around the call, if another."""
        path, around = self._judge.path_of(function.module), lost_in or function
        spot = Spot(path, row or function.node.lineno, 0, function.name, function.name)
        return Node("ending", reason, ending, spot, around.qualname, self._judge.path_of(around.module))
