"""What a change does to the ownership of a project: two accounts, call by call and operation by operation.

A call is known by its id, which holds when lines move. One that went and one that came with the same text and API are
the same call, moved to another function or file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flake8_ownership.ownership.model import KINDS, STATES, Account, Call, Failure, Kind, Operation, State


@dataclass(frozen=True, slots=True)
class Fate:
    """A call with the worst that becomes of its failure on one side, and the operations that it is part of."""

    call: Call
    failure: Failure
    operations: tuple[Operation, ...]

    @property
    def kind(self) -> Kind:
        return self.failure.ending.kind

    @property
    def state(self) -> State:
        """What the ending means for the operation that takes it worst."""
        return min((one.state_of(self.kind) for one in self.operations), key=STATES.index)


@dataclass(frozen=True, slots=True)
class Moved:
    """A call whose failure ends otherwise than before."""

    before: Fate
    now: Fate


@dataclass(frozen=True, slots=True)
class Review:
    """What lies between two accounts. Of the calls: those that `came` and `went`, and whose failure ends `worse` or
    `better` than before; of the operations, those that began and ended."""

    before: float | None
    now: float | None
    came: tuple[Fate, ...]
    went: tuple[Fate, ...]
    worse: tuple[Moved, ...]
    better: tuple[Moved, ...]
    begun: tuple[Operation, ...]
    ended: tuple[Operation, ...]
    errors: tuple[str, ...] = ()

    @property
    def lost(self) -> tuple[Fate, ...]:
        """The calls whose failures the change loses: new calls, and calls whose failures were not lost before."""
        new = [one for one in self.came if one.state == "lost"]
        turned = [one.now for one in self.worse if one.now.state == "lost"]
        return tuple(sorted([*new, *turned], key=_place))

    @property
    def is_empty(self) -> bool:
        return not (self.came or self.went or self.worse or self.better or self.begun or self.ended)


def review(before: Account, now: Account) -> Review:
    """What lies between two accounts of one project."""
    old, new = _fates(before), _fates(now)
    known = [(old[name], new[name]) for name in new if name in old]
    came = [fate for name, fate in new.items() if name not in old]
    went = [fate for name, fate in old.items() if name not in new]
    paired, came, went = _paired(came, went)
    moved = [Moved(*pair) for pair in (*known, *paired)]
    operations = {one.id: one for one in before.operations}, {one.id: one for one in now.operations}
    return Review(
        before.share.percent,
        now.share.percent,
        tuple(sorted(came, key=_place)),
        tuple(sorted(went, key=_place)),
        tuple(one for one in moved if STATES.index(one.now.state) < STATES.index(one.before.state)),
        tuple(one for one in moved if STATES.index(one.now.state) > STATES.index(one.before.state)),
        tuple(one for name, one in operations[1].items() if name not in operations[0]),
        tuple(one for name, one in operations[0].items() if name not in operations[1]),
        now.errors,
    )


def _fates(account: Account) -> dict[str, Fate]:
    """The calls of an account by id."""
    worst: dict[str, Failure] = {}
    parts: dict[str, dict[Operation, None]] = defaultdict(dict)
    for operation in account.operations:
        for failure in operation.failures:
            name = failure.call.id
            parts[name][operation] = None
            known = worst.get(name)
            if known is None or KINDS.index(failure.ending.kind) < KINDS.index(known.ending.kind):
                worst[name] = failure
    return {name: Fate(failure.call, failure, tuple(parts[name])) for name, failure in worst.items()}


def _paired(came: list[Fate], went: list[Fate]) -> tuple[list[tuple[Fate, Fate]], list[Fate], list[Fate]]:
    """The calls that only moved, before and now; the rest of those that came, and of those that went."""
    waiting: Mapping[tuple[str, str], list[Fate]] = defaultdict(list)
    for fate in sorted(went, key=_place, reverse=True):
        waiting[fate.call.call, fate.call.api].append(fate)
    pairs, left = [], []
    for fate in sorted(came, key=_place):
        found = waiting[fate.call.call, fate.call.api]
        if found:
            pairs.append((found.pop(), fate))
        else:
            left.append(fate)
    return pairs, left, list(_rest(waiting.values()))


def _rest(found: Iterable[list[Fate]]) -> Iterable[Fate]:
    for fates in found:
        yield from fates


def _place(fate: Fate) -> tuple[str, int, int]:
    return fate.call.path, fate.call.row, fate.call.column
