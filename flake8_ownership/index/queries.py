"""Memoised questions that may ask one another in circles: each is answered once, whatever the shape of what asks.

A question is a key with a function that works out its value, which may ask further questions. Questions that depend on
one another in a circle form a component, whose values are worked out together: one that is asked before its own
evaluation ends has its value so far, at first `bottom`; those who asked it are evaluated again where that value
changes. A component is left, and its values are kept, once nothing changes any more. No question is evaluated more than
`MOST_ROUNDS` times in a component, so one of n questions with m askings costs at most m times `MOST_ROUNDS` steps.

Evaluation is recursive. Each `SEGMENT` of questions within one another gets a stack of its own, so that few of them are
begun twice for want of room. Where they nest deeper than `DEEPEST`, those under way are put off, the innermost one is
evaluated from an empty stack, and then those put off are taken up again, the innermost first. What has been found out
by then is kept, and a question that is put off counts as under way, so that each is begun once more at most for each of
its own questions that lies too deep.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Generic, Protocol, TypeVar

from flake8_ownership.index.notes import NOTHING, Noted, Notes, joined
from flake8_ownership.stack import apart

V = TypeVar("V")

SEGMENT = 60
DEEPEST = 16 * SEGMENT
MOST_ROUNDS = 6


class Notebook(Protocol):
    """Where an evaluation notes what its value depends on outside of the questions; a set that is swapped."""

    notes: set[Noted]


@dataclass(slots=True, eq=False)
class _Question(Generic[V]):
    """A question whose value may still change.

    `index` is its place among those that are open, `lowest` the lowest place that its value was found to depend on.
    `order` counts the questions by the end of their first evaluation: what it asks has a lower one, except in circles.
    """

    key: Hashable
    compute: Callable[[], V]
    value: V
    index: int
    lowest: int
    first_stale: int
    order: int = 0
    rounds: int = 0
    is_stale: bool = True
    is_open: bool = True
    notes: set[Noted] | None = None
    askers: dict[_Question[V], None] | None = None


class _TooDeep(Exception, Generic[V]):
    """Questions of `queries` nest too deeply; carries the innermost one."""

    def __init__(self, queries: Queries[V], key: Hashable, compute: Callable[[], V], bottom: V) -> None:
        super().__init__(key)
        self.queries, self.key, self.compute, self.bottom = queries, key, compute, bottom


@dataclass(slots=True, eq=False)
class Queries(Generic[V]):
    """The values found so far, with what each depends on."""

    notebook: Notebook
    evaluations: int = 0
    _known: dict[Hashable, tuple[V, Notes]] = field(default_factory=dict)
    _open: dict[Hashable, _Question[V]] = field(default_factory=dict)
    # The open ones in the order in which they were begun, and those that are under way, the put off ones among them.
    _begun: list[_Question[V]] = field(default_factory=list)
    _stack: list[_Question[V]] = field(default_factory=list)
    _put_off: int = 0
    # Those whose value was worked out from one that has changed since.
    _stale: list[_Question[V]] = field(default_factory=list)
    _ended: int = 0

    def clear(self) -> None:
        """Forgets all values."""
        self._known.clear()

    def ask(self, key: Hashable, compute: Callable[[], V], bottom: V) -> V:
        """The value of a question; `bottom` is what it counts as inside its own evaluation before anything is known."""
        known = self._known.get(key)
        if known is None:
            question = self._open.get(key)
            if question is None:
                if not self._stack:
                    return self._driven(key, compute, bottom)
                depth = len(self._stack) - self._put_off
                if depth >= DEEPEST:
                    raise _TooDeep(self, key, compute, bottom)
                question = opened = self._opened(key, compute, bottom)
                if depth % SEGMENT == 0:
                    apart(lambda: self._run(opened))
                else:
                    self._run(question)
            if question.is_open:
                asker = self._stack[-1]
                asker.lowest = min(asker.lowest, question.index)
                if question.askers is None:
                    question.askers = {}
                question.askers[asker] = None
                return question.value
            known = self._known[key]
        if known[1] is not NOTHING:
            self.notebook.notes.add(known[1])
        return known[0]

    def recall(self, key: Hashable) -> V | None:
        """The value of a question that was answered before; None of any other, and of one that is being worked out."""
        known = self._known.get(key)
        if known is None:
            return None
        if known[1] is not NOTHING:
            self.notebook.notes.add(known[1])
        return known[0]

    def _opened(self, key: Hashable, compute: Callable[[], V], bottom: V) -> _Question[V]:
        index = len(self._begun)
        question = self._open[key] = _Question(key, compute, bottom, index, index, len(self._stale))
        self._begun.append(question)
        self._stack.append(question)
        return question

    def _driven(self, key: Hashable, compute: Callable[[], V], bottom: V) -> V:
        """Works out a question from an empty stack, the deepest parts of it first where they lie too deep."""
        self._opened(key, compute, bottom)
        try:
            while self._stack:
                self._put_off = len(self._stack) - 1
                try:
                    self._run(self._stack[-1])
                except _TooDeep as deeper:
                    if deeper.queries is not self:
                        raise
                    self._opened(deeper.key, deeper.compute, deeper.bottom)
        finally:
            self._put_off = 0
            self._forget(0)
        value, notes = self._known[key]
        if notes is not NOTHING:
            self.notebook.notes.add(notes)
        return value

    def _run(self, question: _Question[V]) -> None:
        """Works out the topmost question of the stack, and all of its component where no other one is waited for."""
        depth = len(self._stack) - 1
        try:
            if question.is_stale:
                self._evaluate(question)
            if question.lowest == question.index and len(self._stale) > question.first_stale:
                self._settle(question)
        except BaseException as error:
            if not (isinstance(error, _TooDeep) and error.queries is self):
                del self._stack[depth:]
                self._forget(question.index)
            raise
        self._stack.pop()
        if question.lowest < question.index:
            self._stack[-1].lowest = min(self._stack[-1].lowest, question.lowest)
            return
        if len(self._begun) == question.index + 1:
            # Most questions are a component by themselves.
            self._known[question.key] = question.value, joined(question.notes) if question.notes else NOTHING
            self._forget(question.index)
            return
        members = self._begun[question.index :]
        # What one question of a component depends on, all of them do.
        found = set[Noted]().union(*(one.notes for one in members if one.notes))
        notes = joined(found) if found else NOTHING
        for one in members:
            self._known[one.key] = one.value, notes
        self._forget(question.index)

    def _evaluate(self, question: _Question[V]) -> None:
        question.is_stale = False
        outer, self.notebook.notes = self.notebook.notes, set()
        self.evaluations += 1
        try:
            value = question.compute()
        except BaseException:
            question.is_stale = True
            raise
        finally:
            question.notes = question.notes | self.notebook.notes if question.notes else self.notebook.notes
            self.notebook.notes = outer
        question.rounds += 1
        if not question.order:
            self._ended += 1
            question.order = self._ended
        if question.askers and value != question.value:
            for asker in question.askers:
                if not asker.is_stale:
                    asker.is_stale = True
                    self._stale.append(asker)
        question.value = value

    def _settle(self, first: _Question[V]) -> None:
        """Evaluates the component that was begun by a question until nothing changes, or others are waited for.

        It goes over the component again and again, those that are asked before those who ask.
        """
        waiting: list[tuple[int, int, _Question[V]]] = []
        others: list[_Question[V]] = []
        sweep, last = 0, 0
        try:
            while first.lowest == first.index:
                while len(self._stale) > first.first_stale:
                    question = self._stale.pop()
                    if not question.is_open or question.rounds >= MOST_ROUNDS:
                        continue
                    if question.index < first.index:
                        others.append(question)
                    else:
                        heappush(waiting, (sweep + (question.order <= last), question.order, question))
                if not waiting:
                    return
                sweep, last, question = heappop(waiting)
                if question is first:
                    self._evaluate(first)
                else:
                    self._again(question, first)
        finally:
            self._stale += others
            self._stale += (question for _, _, question in waiting)

    def _again(self, question: _Question[V], first: _Question[V]) -> None:
        self._stack.append(question)
        self._evaluate(question)
        self._stack.pop()
        first.lowest = min(first.lowest, question.lowest)

    def _forget(self, index: int) -> None:
        """Closes the questions that were begun since."""
        for question in self._begun[index:]:
            question.is_open = False
            question.askers = None
            del self._open[question.key]
        del self._begun[index:]
        if not self._begun:
            self._stack.clear()
            self._stale.clear()
