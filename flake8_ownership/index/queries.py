"""Memoised questions that may ask one another in circles: each is answered once, whatever the shape of what asks.

A question is a key with a function that works out its value, which may ask further questions. Questions that depend on
one another in a circle form a component. While a component is worked out, a question that is asked inside its own
evaluation gets its value of the round before, at first `bottom`; the rounds are repeated by the outermost question of
the component until no value changes, or `MOST_ROUNDS` are over, and then all values are kept. Within a round each
question is worked out once, so a component of n questions costs at most n times `MOST_ROUNDS` evaluations.

Evaluation is recursive. Each `SEGMENT` of questions within one another gets a stack of its own, so that none of them is
worked out twice for want of room. Where they nest deeper than `DEEPEST`, the innermost one is answered first, from an
empty stack, and the outer one is asked again: a chain of n questions costs at most twice n evaluations. Only a circle
longer than `DEEPEST` is cut; its value is what `cut` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from flake8_ownership.stack import apart

V = TypeVar("V")

SEGMENT = 60
DEEPEST = 16 * SEGMENT
MOST_ROUNDS = 6
_NO_NOTES: frozenset[str] = frozenset()


class Notebook(Protocol):
    """Where an evaluation notes what its value depends on outside of the questions; a set that is swapped."""

    notes: set[str]


@dataclass(slots=True, eq=False)
class _Frame(Generic[V]):
    """A question that is being worked out.

    `index` is its place on the stack, `lowest` the lowest place that its value was found to depend on. Once it ends as
    a part of a larger component, `absorbed` is the frame that the component is worked out by.
    """

    key: Hashable
    index: int
    value: V
    lowest: int
    asked_inside: bool = False
    absorbed: _Frame[V] | None = None

    def root(self) -> _Frame[V]:
        """The frame on the stack that this one's value waits for."""
        frame = self
        while frame.absorbed is not None:
            if frame.absorbed.absorbed is not None:
                frame.absorbed = frame.absorbed.absorbed
            frame = frame.absorbed
        return frame


@dataclass(slots=True)
class _Draft(Generic[V]):
    """A value of the present round of a component."""

    frame: _Frame[V]
    value: V
    notes: frozenset[str]


@dataclass(slots=True)
class _TooDeep(Exception, Generic[V]):
    """Questions nest too deeply; carries the innermost one."""

    key: Hashable
    compute: Callable[[], V]
    bottom: V


@dataclass(slots=True)
class Queries(Generic[V]):
    """The values found so far, with what each depends on."""

    notebook: Notebook
    cut: Callable[[V], V]
    evaluations: int = 0
    _known: dict[Hashable, tuple[V, frozenset[str]]] = field(default_factory=dict)
    _stack: list[_Frame[V]] = field(default_factory=list)
    _running: dict[Hashable, _Frame[V]] = field(default_factory=dict)
    _drafts: dict[Hashable, _Draft[V]] = field(default_factory=dict)
    _drafted: list[Hashable] = field(default_factory=list)
    # The values of the last round, for questions that are asked inside their own evaluation once more.
    _last_round: dict[Hashable, V] = field(default_factory=dict)

    def clear(self) -> None:
        """Forgets all values."""
        self._known.clear()

    def recall(self, key: Hashable) -> V | None:
        """The value of a question that was answered before; None of any other, and of one that is being worked out."""
        known = self._known.get(key)
        if known is None:
            return None
        self._noted(known[1])
        return known[0]

    def _noted(self, notes: frozenset[str]) -> None:
        if notes:
            self.notebook.notes |= notes

    def ask(self, key: Hashable, compute: Callable[[], V], bottom: V) -> V:
        """The value of a question; `bottom` is what it counts as inside its own evaluation before anything is known."""
        known = self._known.get(key)
        if known is not None:
            self._noted(known[1])
            return known[0]
        running = self._running.get(key)
        if running is not None:
            running.asked_inside = True
            self._depends_on(running)
            return running.value
        draft = self._drafts.get(key)
        if draft is not None:
            self._depends_on(draft.frame.root())
            self.notebook.notes |= draft.notes
            return draft.value
        if not self._stack:
            return self._driven(key, compute, bottom)
        if len(self._stack) % SEGMENT == 0:
            if len(self._stack) >= DEEPEST:
                raise _TooDeep(key, compute, bottom)
            return apart(lambda: self._evaluated(key, compute, bottom))
        return self._evaluated(key, compute, bottom)

    def _depends_on(self, frame: _Frame[V]) -> None:
        top = self._stack[-1]
        top.lowest = min(top.lowest, frame.index)

    def _driven(self, key: Hashable, compute: Callable[[], V], bottom: V) -> V:
        """Works out a question from an empty stack, the deepest parts of it first where they lie too deep."""
        waiting = [_TooDeep(key, compute, bottom)]
        begun = {key}
        while True:
            first = waiting[-1]
            try:
                value = self._evaluated(first.key, first.compute, first.bottom)
            except _TooDeep as deeper:
                if deeper.key in begun:
                    self._known[deeper.key] = self.cut(deeper.bottom), _NO_NOTES
                else:
                    begun.add(deeper.key)
                    waiting.append(deeper)
                continue
            waiting.pop()
            if not waiting:
                return value

    def _evaluated(self, key: Hashable, compute: Callable[[], V], bottom: V) -> V:
        stack, before = self._stack, len(self._drafted)
        frame = _Frame(key, len(stack), self._last_round.get(key, bottom), len(stack))
        outer, self.notebook.notes = self.notebook.notes, set()
        stack.append(frame)
        self._running[key] = frame
        try:
            value = self._rounds(frame, compute, before)
        except BaseException:
            self._drop(before)
            raise
        finally:
            stack.pop()
            del self._running[key]
            found, self.notebook.notes = self.notebook.notes, outer
            notes = _NO_NOTES
            if found:
                notes = frozenset(found)
                outer |= found
        if frame.lowest < frame.index:
            frame.absorbed = stack[frame.lowest]
            self._depends_on(frame.absorbed)
            self._drafts[key] = _Draft(frame, value, notes)
            self._drafted.append(key)
            return value
        self._known[key] = value, notes
        if len(self._drafted) > before:
            for other in self._drafted[before:]:
                # What one question of a component depends on, all of them do.
                self._known[other] = self._drafts[other].value, notes
            self._drop(before)
        if not stack and self._last_round:
            self._last_round.clear()
        return value

    def _rounds(self, frame: _Frame[V], compute: Callable[[], V], before: int) -> V:
        """The value of the frame's question: of one round where it waits for a frame further out."""
        left = MOST_ROUNDS
        while True:
            left -= 1
            self.evaluations += 1
            frame.lowest = frame.index
            value = compute()
            if frame.lowest < frame.index or not (frame.asked_inside or len(self._drafted) > before):
                return value
            drafts = [self._drafts[key] for key in self._drafted[before:]]
            changed = frame.asked_inside and value != frame.value
            changed = changed or any(one.frame.asked_inside and one.value != one.frame.value for one in drafts)
            if not changed or not left:
                return value
            frame.value = value
            self._last_round.update((one.frame.key, one.value) for one in drafts if one.frame.asked_inside)
            self._drop(before)

    def _drop(self, before: int) -> None:
        """Forgets the drafts but for the first `before`."""
        for key in self._drafted[before:]:
            del self._drafts[key]
        del self._drafted[before:]
