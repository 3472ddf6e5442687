"""Two accounts beside each other: which operations came and went, and what became better or worse.

An operation and a call are known by their ids, which hold when lines move.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flake8_ownership.ownership import saved
from flake8_ownership.ownership.model import KINDS, STATES, Account, Kind, State

VERSION = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of an operation: what it is called, what is to be said of it, and the worst ending of each call."""

    title: str
    state: State
    calls: Mapping[str, Kind]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is kept of an account: its percentage, and its operations by id."""

    percent: float | None
    operations: Mapping[str, Kept]


@dataclass(frozen=True, slots=True)
class Change:
    """An operation that became another one: its state before and now; the calls whose failures end worse now, and
    better, each with its ending before and now; the calls that came and went, each with its ending."""

    id: str
    title: str
    before: State
    now: State
    worse: tuple[tuple[str, Kind, Kind], ...]
    better: tuple[tuple[str, Kind, Kind], ...]
    came: tuple[tuple[str, Kind], ...]
    went: tuple[tuple[str, Kind], ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """What lies between two accounts. `came` and `went` are operations by id, with what they are called."""

    before: float | None
    now: float | None
    came: Mapping[str, str]
    went: Mapping[str, str]
    changes: tuple[Change, ...]

    @property
    def worse(self) -> tuple[Change, ...]:
        """The operations that are in a worse state than before."""
        return tuple(one for one in self.changes if STATES.index(one.now) < STATES.index(one.before))

    @property
    def better(self) -> tuple[Change, ...]:
        """The operations that are in a better state than before."""
        return tuple(one for one in self.changes if STATES.index(one.now) > STATES.index(one.before))


def snapshot(account: Account) -> Snapshot:
    """What is kept of an account."""
    operations = {
        one.id: Kept(one.title, one.state, {call.id: kind for call, kind in one.worst_by_call.items()})
        for one in account.operations
    }
    return Snapshot(account.share.percent, operations)


def between(before: Snapshot, now: Snapshot) -> Trend:
    """What lies between two accounts of one project."""
    known = [name for name in before.operations if name in now.operations]
    changes = [_change(name, before.operations[name], now.operations[name]) for name in known]
    return Trend(
        before.percent,
        now.percent,
        {name: one.title for name, one in now.operations.items() if name not in before.operations},
        {name: one.title for name, one in before.operations.items() if name not in now.operations},
        tuple(one for one in changes if one.before != one.now or one.worse or one.better or one.came or one.went),
    )


def _change(name: str, before: Kept, now: Kept) -> Change:
    moved = [(call, before.calls[call], kind) for call, kind in now.calls.items() if call in before.calls]
    worse = tuple(one for one in moved if KINDS.index(one[2]) < KINDS.index(one[1]))
    better = tuple(one for one in moved if KINDS.index(one[2]) > KINDS.index(one[1]))
    came = tuple((call, kind) for call, kind in now.calls.items() if call not in before.calls)
    went = tuple((call, kind) for call, kind in before.calls.items() if call not in now.calls)
    return Change(name, now.title, before.state, now.state, worse, better, came, went)


def read(name: str) -> Snapshot:
    """An account that was saved as JSON. Raises ConfigError for a file that is none."""
    return saved.read(name, _snapshot, f"`flake8-ownership report --json` wrote, version {VERSION}", "--compare")


def _snapshot(data: Any) -> Snapshot:
    if data["version"] != VERSION:
        raise ValueError("another version")
    failures = [(str(one["call"]), KINDS[KINDS.index(one["ending"])]) for one in data["failures"]]
    operations: dict[str, Kept] = {}
    for one in data["operations"]:
        calls: dict[str, Kind] = {}
        for number in one["failures"]:
            call, kind = failures[number]
            calls[call] = min(calls.get(call, kind), kind, key=KINDS.index)
        operations[str(one["id"])] = Kept(str(one["title"]), STATES[STATES.index(one["state"])], calls)
    percent = data["ownership"]["percent"]
    if percent is not None and not 0 <= float(percent) <= 100:
        raise ValueError("no percentage")
    return Snapshot(None if percent is None else float(percent), operations)
