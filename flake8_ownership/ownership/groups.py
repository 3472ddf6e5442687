"""Ownership by folder, library and team, and where to start: what is worth the most when it is mended first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from flake8_ownership.ownership.model import KINDS, STATES, Account, Kind, Operation, Share, State

NOBODY = "(no owner)"
BY_NAME = "(known by its name)"
HERE = "."


@dataclass(frozen=True, slots=True)
class Group:
    """The operations that have something in common."""

    name: str
    share: Share


def by_folder(account: Account) -> list[Group]:
    """The ownership of each folder: of the operations that stand in its files."""
    return _grouped(account.operations, lambda one: [str(PurePosixPath(one.routine.path).parent)])


def by_team(account: Account) -> list[Group]:
    """The ownership of each owner that CODEOWNERS names; empty where it names none."""
    if not any(operation.owners for operation in account.operations):
        return []
    return _grouped(account.operations, lambda one: one.owners or (NOBODY,))


def by_library(account: Account) -> list[Group]:
    """The ownership of each library's calls: of the operations that make any, by what becomes of those alone."""
    found: dict[str, list[State]] = {}
    for operation in account.operations:
        worst: dict[str, State] = {}
        for call, kind in operation.worst_by_call.items():
            name, state = call.library or BY_NAME, operation.state_of(kind)
            worst[name] = min(worst.get(name, state), state, key=STATES.index)
        for name, state in worst.items():
            found.setdefault(name, []).append(state)
    return _ordered(found)


def _grouped(operations: Iterable[Operation], names: Callable[[Operation], Iterable[str]]) -> list[Group]:
    found: dict[str, list[State]] = {}
    for operation in operations:
        for name in dict.fromkeys(names(operation)):
            found.setdefault(name, []).append(operation.state)
    return _ordered(found)


def _ordered(found: dict[str, list[State]]) -> list[Group]:
    """The groups, those first that have the most operations to mend."""
    groups = [Group(name, Share.of({state: states.count(state) for state in STATES})) for name, states in found.items()]
    return sorted(groups, key=lambda one: (-one.share.lost, -one.share.framework, -one.share.total, one.name))


@dataclass(frozen=True, slots=True)
class Start:
    """A place to start at: what is decided there, and the operations whose failures are lost there, in their order.
    `alone` are how many of them lose failures nowhere else."""

    kind: Kind
    path: str
    row: int
    function: str
    reason: str
    operations: tuple[Operation, ...]
    calls: int
    alone: int


def starts(account: Account, most: int = 5) -> list[Start]:
    """The places at which the most operations lose failures, and what only frameworks print, kind by kind."""
    places: dict[tuple[Kind, str, int], list[Operation]] = {}
    calls: dict[tuple[Kind, str, int], set[str]] = {}
    reasons: dict[tuple[Kind, str, int], tuple[str, str]] = {}
    places_of: dict[str, set[tuple[Kind, str, int]]] = {}
    for operation in account.operations:
        for failure in operation.failures:
            ending = failure.ending
            if operation.state_of(ending.kind) != "lost":
                continue
            key = ending.kind, ending.path, ending.row
            reasons[key] = ending.function, ending.reason
            calls.setdefault(key, set()).add(failure.call.id)
            mine = places_of.setdefault(operation.id, set())
            if key not in mine:
                mine.add(key)
                places.setdefault(key, []).append(operation)
    order = sorted(places, key=lambda key: (-len(places[key]), KINDS.index(key[0]), -len(calls[key]), key[1:]))
    return [
        Start(
            *key,
            *reasons[key],
            tuple(places[key]),
            len(calls[key]),
            sum(len(places_of[one.id]) == 1 for one in places[key]),
        )
        for key in order[:most]
    ]


def printed_by(account: Account) -> list[tuple[str, str, int]]:
    """The frameworks whose traceback is all that is told of some operations: framework, kind of operation, how many."""
    found: dict[tuple[str, str], int] = {}
    for operation in account.operations:
        if operation.counts["framework"]:
            found[operation.by, operation.what] = found.get((operation.by, operation.what), 0) + 1
    return sorted(((by, what, count) for (by, what), count in found.items()), key=lambda one: (-one[2], one))
