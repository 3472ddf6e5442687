"""From a call out to every ending of its failure: past the guards of its function, to those that call it, and so on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_ownership.errors import SourceError
from flake8_ownership.index.module import Function
from flake8_ownership.roads.node import Ending, Node
from flake8_ownership.roads.uses import Users
from flake8_ownership.sites.failures import Failure
from flake8_ownership.sites.fates import WORDS as WORDS_OF_FATES
from flake8_ownership.sites.judge import Judge
from flake8_ownership.sites.places import Place
from flake8_ownership.sites.site import MOST_TOLD, Ruling, Spot
from flake8_ownership.sites.stretches import ANSWERS, AT_A_LEVEL
from flake8_ownership.sites.tasks import Outcome
from flake8_ownership.sites.verdicts import Verdicts

_MOST_NODES = 600  # calls and endings of one tree
_DEEPEST = 60  # calls inside one another
WORDS: dict[str, Ending] = {"owned": "reported", "carried": "carried", "silenced": "silenced"}


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

    def _at(self, place: Place, failure: Failure, depth: int) -> list[Node]:
        self._left -= 1
        if self._left <= 0:
            return [Node("limit", f"not followed: the tree has {_MOST_NODES} steps")]
        if depth == _DEEPEST:
            return [Node("limit", f"not followed: {_DEEPEST} calls deep")]
        try:
            ruling, way, function = self._judge.decided(place, failure)
        except SourceError as error:
            return [self.ended("unknown", f"the handlers there cannot be read: {error.message}", place.function, None)]
        if ruling is None:
            return list(self._leaving(place, way.failure, depth))
        if ruling.may_whisper:
            return [self.ended("unknown", f"{ruling.reason}, {AT_A_LEVEL}", function, ruling.guard_row, place.function)]
        if ruling.verdict in WORDS:
            return [self.ended(WORDS[ruling.verdict], ruling.reason, function, ruling.guard_row, place.function)]
        return [self._unruled(place, ruling)]

    def _unruled(self, place: Place, ruling: Ruling) -> Node:
        """What becomes of a task that nothing in its function waits for, or of what cannot be judged."""
        if ruling.guard == "caller":
            return self.ended("detached", ruling.reason, place.function, ruling.guard_row)
        outcome: Outcome = self._judge.outcome(place)
        detached = place.wrapper is not None and not outcome.is_waited_for
        fate = self._judge.fate(place, outcome) if detached else None
        if fate is not None:
            return self.ended("detached", WORDS_OF_FATES[fate], place.function, place.expr.lineno)
        more = ", but code that is not known may" if detached else ""
        return self.ended("unknown", ruling.reason + more, place.function, ruling.guard_row or place.expr.lineno)

    def _leaving(self, place: Place, failure: Failure, depth: int) -> Iterator[Node]:
        """What becomes of a failure that leaves the function of a place: how that comes to run, what its callers do."""
        function = place.function
        if (function, failure) in self._seen:
            yield Node("again", f"leaves {function.name}(), as above")
            return
        self._seen.add((function, failure))
        start = self._start(function, failure)
        if start is not None:
            yield start
            if start.ending == "reported" and self._judge.starts.trusted(function):
                return
        kept_inside = self._kept_inside(place)
        if kept_inside is not None:
            if start is None or start.ending == "unknown":
                yield kept_inside
            return
        uses = self._users.of(function)
        for user in uses.places:
            if user.function is not function:
                yield self._call(user, failure, depth + 1)
        if uses.limit and (start is None or start.text != uses.limit):
            yield Node("limit", uses.limit)
        elif start is None and not any(user.function is not function for user in uses.places):
            reason = self._verdicts.entry(function).reason
            yield self.ended("unknown", f"{reason}; what becomes of its failure there is not known", function, None)

    def _call(self, place: Place, failure: Failure, depth: int) -> Node:
        spot = self._verdicts.spot(place.function, place.expr)
        return Node(
            "call", spot.call, spot=spot, function=place.function.qualname, children=self._at(place, failure, depth)
        )

    def _start(self, function: Function, failure: Failure) -> Node | None:
        """How a function comes to run, where that ends the road of a failure; None where its callers have the say."""
        starts = self._judge.starts
        entry, boundary = self._verdicts.entry(function), starts.started_by(function)
        if (entry.ending is not None or entry.misses_answers) and starts.answers(function):
            if starts.is_unheard(function, failure):
                reason = f"{entry.framework} answers the request with it, and tells nobody else"
                return self.ended("open", reason, function, None)
            if starts.is_answer(function, failure):
                # As with any value, whoever gets it is told.
                return self.ended("carried", f"{entry.framework} {ANSWERS}", function, None)
        if entry.told:
            return self.ended("reported", entry.reason, function, None)
        if entry.ending is None:
            return None if entry.sure else self.ended("unknown", entry.reason, function, None)
        reason = entry.reason
        if boundary is not None and boundary.tells != "nothing":
            reason = f"{reason} ({boundary.said})"
        shown = (self._verdicts.says_its_case(one) for one in self._judge.escapes(function) if one.call is self._origin)
        if entry.ending == "boundary" and any(shown):
            reason = f"{reason}; the error of a statement shows what it was made with, so OWN107 lets it go"
        return self.ended(entry.ending, reason, function, None)

    def _kept_inside(self, place: Place) -> Node | None:
        """Why a failure that leaves the function of a place is not followed to its callers; None where it is."""
        function = place.function
        escapes = self._judge.escapes(function)
        if any(escape.call is self._origin for escape in escapes):
            return None
        if self._judge.is_looked_after(place):
            reason = f"a handler in {function.name}() reports: it is taken to look after its failures"
            return self.ended("reported", reason, function, None)
        if len(escapes) >= MOST_TOLD:
            return Node("limit", f"only the first {MOST_TOLD} failures that leave {function.name}() are followed")
        return self.ended("unknown", f"{function.name}() is not followed: it calls itself in a circle", function, None)

    def ended(
        self, ending: Ending, reason: str, function: Function, row: int | None, lost_in: Function | None = None
    ) -> Node:
        """An ending that is decided on a row of a function; `lost_in` is the function around the call, if another."""
        path, around = self._judge.path_of(function.module), lost_in or function
        spot = Spot(path, row or function.node.lineno, 0, function.name, function.name)
        return Node("ending", reason, ending, spot, around.qualname, self._judge.path_of(around.module))
