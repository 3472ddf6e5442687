"""What a change does to the ownership of a project: two accounts, call by call and operation by operation.

A call is known by its id, which holds when lines move. One that went and one that came with the same text and API are
the same call, moved to another function or file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from flake8_ownership.ownership import telling
from flake8_ownership.ownership.model import KINDS, STATES, Account, Call, Ending, Failure, Kind, Operation, State


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

    @property
    def seen(self) -> State:
        """The same, where a report that is only taken to be one is not clear."""
        return "unclear" if self.failure.ending.taken and self.state == "owned" else self.state


@dataclass(frozen=True, slots=True)
class Moved:
    """A call whose failure ends otherwise than before."""

    before: Fate
    now: Fate


@dataclass(frozen=True, slots=True)
class Retold:
    """Calls whose failures end as they did, and of which something else is told there than before."""

    ending: Ending
    calls: tuple[Call, ...]
    change: telling.Change


@dataclass(frozen=True, slots=True)
class Review:
    """What lies between two accounts. Of the calls: those that `came` and `went`, whose failure ends `worse` or
    `better` than before, or of which it is not known any more how it ends (`obscured`), or only now (`cleared`); and
    those whose failure ends as it did and is told less well, or only better (`told_less`, `told_better`). Of the
    operations, those that began and ended."""

    before: float | None
    now: float | None
    came: tuple[Fate, ...]
    went: tuple[Fate, ...]
    worse: tuple[Moved, ...]
    better: tuple[Moved, ...]
    obscured: tuple[Moved, ...]
    cleared: tuple[Moved, ...]
    told_less: tuple[Retold, ...]
    told_better: tuple[Retold, ...]
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
        moved = self.worse or self.better or self.obscured or self.cleared or self.told_less or self.told_better
        return not (self.came or self.went or moved or self.begun or self.ended)


# A function in which failures end: its file and name, and nothing for the function that makes the call itself.
_Where = tuple[str, str] | None


@dataclass(slots=True)
class _Known:
    """What one account knows of a call: each failure with the operations that have it, by the function it ends in."""

    call: Call
    roads: dict[_Where, dict[Failure, list[Operation]]] = field(default_factory=dict)

    @property
    def worst(self) -> Fate:
        """The worst that becomes of its failures, with all operations that it is part of."""
        return _worst(self.call, _together(self.roads.values()))


def review(before: Account, now: Account) -> Review:
    """What lies between two accounts of one project."""
    old, new = _calls(before), _calls(now)
    known = [(old[name], new[name]) for name in new if name in old]
    paired, came, went = _paired(
        [one for name, one in new.items() if name not in old], [one for name, one in old.items() if name not in new]
    )
    moved: list[Moved] = []
    retold: dict[tuple[str, int, telling.Change], Retold] = {}
    for one, other in (*known, *paired):
        turned = Moved(one.worst, other.worst)
        if turned.before.seen != turned.now.seen:
            moved.append(turned)
            continue
        for earlier, later in _roads(one, other):
            turned = Moved(_worst(one.call, earlier), _worst(other.call, later))
            if turned.before.seen != turned.now.seen:
                moved.append(turned)
                continue
            for pair in _pairs(earlier, later):
                change = telling.change(*pair)
                if change is None:
                    continue
                ending = pair[1].ending
                key = ending.path, ending.row, change
                calls = retold[key].calls if key in retold else ()
                retold[key] = Retold(ending, (*calls, other.call), change)
    operations = {one.id: one for one in before.operations}, {one.id: one for one in now.operations}
    told = sorted(retold.values(), key=lambda one: (one.ending.path, one.ending.row))
    return Review(
        before.share.percent,
        now.share.percent,
        tuple(sorted((one.worst for one in came), key=_place)),
        tuple(sorted((one.worst for one in went), key=_place)),
        tuple(one for one in moved if _steps(one) < 0),
        tuple(one for one in moved if _steps(one) > 0),
        tuple(one for one in moved if _steps(one) == 0 and one.now.seen == "unclear"),
        tuple(one for one in moved if _steps(one) == 0 and one.before.seen == "unclear"),
        tuple(one for one in told if one.change.lost),
        tuple(one for one in told if not one.change.lost),
        tuple(one for name, one in operations[1].items() if name not in operations[0]),
        tuple(one for name, one in operations[0].items() if name not in operations[1]),
        now.errors,
    )


def _steps(one: Moved) -> int:
    """How far a failure has come up, or down. What is not clear compares with nothing, but that a loss is the worst."""
    before, now = one.before.seen, one.now.seen
    if now == "unclear" or (before == "unclear" and now != "lost"):
        return 0
    return STATES.index(now) - STATES.index(before)


def _calls(account: Account) -> dict[str, _Known]:
    """The calls of an account by id."""
    found: dict[str, _Known] = {}
    for operation in account.operations:
        for failure in operation.failures:
            call, ending = failure.call, failure.ending
            own = (ending.path, ending.function) == (call.path, call.function)
            where = None if own else (ending.path, ending.function)
            known = found.setdefault(call.id, _Known(call))
            known.roads.setdefault(where, {}).setdefault(failure, []).append(operation)
    return found


def _roads(
    before: _Known, now: _Known
) -> Iterator[tuple[Mapping[Failure, list[Operation]], Mapping[Failure, list[Operation]]]]:
    """The failures of a call before and now, by the function in which they end; those of the only one that has gone
    with those of the only one that has come."""
    for where, failures in now.roads.items():
        if where in before.roads:
            yield before.roads[where], failures
    gone = [failures for where, failures in before.roads.items() if where not in now.roads]
    come = [failures for where, failures in now.roads.items() if where not in before.roads]
    if len(gone) == len(come) == 1:
        yield gone[0], come[0]


def _pairs(before: Iterable[Failure], now: Iterable[Failure]) -> Iterator[tuple[Failure, Failure]]:
    """The failures of one call that end in one function, before and now, in the order of the text. Where there are
    more of them on one side, nothing tells which of them are the same."""
    old, new = (sorted(failures, key=lambda one: (one.ending.row, one.ending.kind)) for failures in (before, now))
    if len(old) == len(new):
        yield from zip(old, new, strict=True)


def _worst(call: Call, failures: Mapping[Failure, list[Operation]]) -> Fate:
    worst = min(failures, key=lambda failure: (KINDS.index(failure.ending.kind), not failure.ending.taken))
    operations = dict.fromkeys(operation for found in failures.values() for operation in found)
    return Fate(call, worst, tuple(operations))


def _together(roads: Iterable[Mapping[Failure, list[Operation]]]) -> dict[Failure, list[Operation]]:
    return {failure: operations for road in roads for failure, operations in road.items()}


def _paired(came: list[_Known], went: list[_Known]) -> tuple[list[tuple[_Known, _Known]], list[_Known], list[_Known]]:
    """The calls that only moved, before and now; the rest of those that came, and of those that went."""
    waiting: Mapping[tuple[str, str], list[_Known]] = defaultdict(list)
    for one in sorted(went, key=_at, reverse=True):
        waiting[one.call.call, one.call.api].append(one)
    pairs, left = [], []
    for one in sorted(came, key=_at):
        found = waiting[one.call.call, one.call.api]
        if found:
            pairs.append((found.pop(), one))
        else:
            left.append(one)
    return pairs, left, [one for found in waiting.values() for one in found]


def _at(one: _Known) -> tuple[str, int, int]:
    return one.call.path, one.call.row, one.call.column


def _place(fate: Fate) -> tuple[str, int, int]:
    return fate.call.path, fate.call.row, fate.call.column
