"""Puts the accounts of files together: from each function where work begins to the calls that it leads to."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

from flake8_ownership.accounts import Checked
from flake8_ownership.outstanding import Outstanding
from flake8_ownership.ownership.model import (
    KINDS,
    STATES,
    Account,
    Call,
    Ending,
    Failure,
    Kind,
    Operation,
    Routine,
    Told,
)
from flake8_ownership.ownership.names import Names, Place, numbered
from flake8_ownership.ownership.waived import Waived
from flake8_ownership.sites.context import is_identifier
from flake8_ownership.sites.site import Report, Spot
from flake8_ownership.sites.work import BOUND, Key, Left, Stretch, Work

MOST_FOLLOWED = 400  # functions of the project that one operation is followed into
MOST_FAILURES = 400  # failures that are told of one operation

_Owners = Callable[[str], tuple[str, ...]]
_ENDINGS: dict[Left, Kind] = {
    "": "unknown",
    "unknown": "unknown",
    "detached": "detached",
    "open": "open",
    "boundary": "boundary",
    "public": "public",
    "let go": "let go",
    "reported": "reported",
}


@dataclass(slots=True)
class _Function:
    """A function as it was judged, with the failures that end in it, and the calls whose failures leave it."""

    work: Work
    routine: Routine
    runs: dict[Key, None]
    ended: list[Failure] = field(default_factory=list)
    leaving: list[tuple[Stretch, Call]] = field(default_factory=list)
    accepts_traceback: bool = False


class Drawing:
    """Takes the accounts of files, one after another, and gives that of the project. Paths are told from `root`."""

    def __init__(self, root: Path, owners: _Owners = lambda _: ()) -> None:
        self._root = root
        self._names = Names(root)
        self._owners = owners
        self._works: dict[Key, tuple[Work, Path, bool]] = {}
        self._sources: dict[str, Sequence[str]] = {}
        self._errors: list[str] = []
        self._waived = Waived()
        self._functions: dict[Key, _Function] = {}
        self._calls: Mapping[Place, Call] = {}
        self._hiding: set[Call] = set()  # those in place of whose error another one is raised

    def add(self, checked: Checked, told: Outstanding, lines: Sequence[str], *, accepts_traceback: bool) -> None:
        """Takes what is known of one file, the findings of it that are told, and its lines."""
        self._sources[self._names.path(self._root, os.path.abspath(checked.filename))] = lines
        if not checked.works:
            return
        root = checked.root
        for work in checked.works:
            key = self._names.key(work.key, root)
            self._works[key] = work, root, accepts_traceback
        path = self._names.path(root, checked.path)
        self._waived.add(path, told)

    def fail(self, error: str) -> None:
        """Takes a file that could not be judged."""
        self._errors.append(error)

    def account(self) -> Account:
        """The account of all that was taken."""
        judged = self._works.values()
        self._calls = self._names.calls((stretch, root) for work, root, _ in judged for stretch in work.stretches)
        ids: Counter[str] = Counter()
        for key in sorted(self._works, key=lambda key: (key.path, key.row)):
            work, root, accepts = self._works[key]
            name = f"{key.path}::{key.function}"
            ids[name] += 1
            routine = Routine(numbered(name, ids[name]), key.path, key.function, work.name, key.row)
            runs = {self._names.key(one, root): None for one in work.runs}
            self._functions[key] = _Function(work, routine, runs, accepts_traceback=accepts)
        self._hiding = {
            self._calls[self._names.place(stretch.origin, root)]
            for work, root, _ in judged
            for stretch in work.stretches
            if stretch.hides_cause
        }
        for key, function in self._functions.items():
            self._fill(key, function)
        for key, function in self._functions.items():
            caller = function.work.begin.caller
            if caller is not None:
                known = self._functions.get(self._names.key(caller, self._works[key][1]))
                if known is not None:
                    known.runs[key] = None
        operations = sorted(self._operations(), key=_badness)
        routines = {function.routine.id: function.routine for function in self._functions.values()}
        account = Account(tuple(operations), routines, self._sources, tuple(dict.fromkeys(self._errors)))
        return replace(account, sources={path: self._sources[path] for path in account.paths if path in self._sources})

    # -- failures

    def _fill(self, key: Key, function: _Function) -> None:
        """Sorts what becomes of failures in a function."""
        root = self._works[key][1]
        for stretch in function.work.stretches:
            call = self._calls[self._names.place(stretch.origin, root)]
            if stretch.course == "leaves":
                function.leaving.append((stretch, call))
                continue
            path = self._names.path(root, stretch.path)
            kind: Kind = stretch.course
            reason = stretch.reason
            if kind in ("silenced", "detached") and self._waived.has_row(path, stretch.row):
                kind, reason = "let go", f"{reason}; a comment says that this is meant"
            told = tuple(map(_told, stretch.reports))
            ending = Ending(kind, path, stretch.row, key.function, reason, told)
            function.ended.append(self._failure(call, ending, self._steps(stretch, root), function))

    def _failure(self, call: Call, ending: Ending, steps: tuple[Spot, ...], function: _Function) -> Failure:
        return Failure(call, ending, steps, function.routine.id, call in self._hiding)

    def _steps(self, stretch: Stretch, root: Path) -> tuple[Spot, ...]:
        return tuple(
            Spot(self._names.path(root, spot.filename), spot.row, spot.column, spot.call, spot.within)
            for spot in stretch.road
        )

    def _left(self, key: Key, function: _Function) -> Iterator[Failure]:
        """What becomes of failures that leave the function where work begins."""
        begin = function.work.begin
        kind, reason = _ENDINGS[begin.left], begin.reason
        if kind in ("open", "boundary") and self._waived.has_function(key.path, key.function):
            kind, reason = "let go", f"{reason}; a comment says that this is meant"
        usual = Ending(kind, key.path, key.row, key.function, reason)
        for stretch, call in function.leaving:
            ending = usual
            if stretch.unheard and (kind in ("boundary", "let go") or begin.misses_answers):
                ending = replace(usual, kind="open", reason="whoever asks is told that it failed, and nobody else")
            elif stretch.reason and kind not in ("public", "reported"):
                ending = replace(usual, kind="let go", reason=stretch.reason)
            elif kind == "boundary" and call.certainty == "assumed" and not stretch.sure:
                ending = replace(usual, kind="unknown", reason=f"{reason}; the call is only assumed to be I/O")
            yield self._failure(call, ending, self._steps(stretch, self._works[key][1]), function)

    # -- operations

    def _operations(self) -> Iterator[Operation]:
        run = {callee for key, function in self._functions.items() for callee in function.runs if callee != key}
        first = [key for key, function in self._functions.items() if _begins_work(function.work) or key not in run]
        reached: set[Key] = set()
        for key in first:
            yield from self._operation(key, reached)
        # What only functions run that run each other.
        for key in self._functions:
            if key not in reached:
                yield from self._operation(key, reached)

    def _operation(self, key: Key, reached: set[Key]) -> Iterator[Operation]:
        parents: dict[Key, Key] = {}
        order, is_cut = self._followed(key, parents)
        reached.update(order)
        function = self._functions[key]
        failures = {_same(failure): failure for failure in islice(self._failures(key, order), MOST_FAILURES + 1)}
        if failures:
            begin = function.work.begin
            yield Operation(
                function.routine,
                function.work.end_row,
                begin.what or "function",
                begin.framework,
                begin.label,
                begin.reason,
                tuple(failures.values())[:MOST_FAILURES],
                {
                    self._functions[child].routine.id: self._functions[parent].routine.id
                    for child, parent in parents.items()
                },
                self._owners(key.path),
                is_cut or len(failures) > MOST_FAILURES,
                function.accepts_traceback,
            )

    def _failures(self, key: Key, order: Sequence[Key]) -> Iterator[Failure]:
        """The failures of an operation that runs these functions, each once for an ending; its own come first."""
        function = self._functions[key]
        told: set[object] = set()
        known = {call for _, call in function.leaving}
        pending: dict[Call, tuple[Key, Stretch]] = {}
        for failure in chain(
            self._left(key, function) if function.work.waits else (),
            function.ended,
            (failure for one in order[1:] for failure in self._below(one, pending)),
        ):
            known.add(failure.call)
            if _same(failure) not in told:
                told.add(_same(failure))
                yield failure
        for call, (one, stretch) in pending.items():
            if call not in known:
                yield self._lost_sight_of(one, stretch, call)

    def _below(self, key: Key, pending: dict[Call, tuple[Key, Stretch]]) -> Iterator[Failure]:
        """The failures that end in a function that an operation runs; the calls whose failures leave it are noted."""
        function = self._functions[key]
        yield from function.ended
        reason = f"a handler in {function.work.name}() reports: it is taken to look after its failures"
        ending = Ending("reported", key.path, key.row, key.function, reason, taken=True)
        for stretch, call in function.leaving:
            if stretch.looked_after:
                yield self._failure(call, ending, self._steps(stretch, self._works[key][1]), function)
            else:
                pending.setdefault(call, (key, stretch))

    def _lost_sight_of(self, key: Key, stretch: Stretch, call: Call) -> Failure:
        function = self._functions[key]
        reason = f"it leaves {function.work.name}(), and what its caller makes of it is not known"
        ending = Ending("unknown", key.path, key.row, key.function, reason)
        return self._failure(call, ending, self._steps(stretch, self._works[key][1]), function)

    def _followed(self, key: Key, parents: dict[Key, Key]) -> tuple[list[Key], bool]:
        """The functions that one runs, itself first, and those nearest to it before others; whether there are more.

        What a synchronous one runs to its end is work by itself.
        """
        order, waiting = [key], deque([key])
        seen = {key}
        while waiting:
            one = waiting.popleft()
            for callee in self._functions[one].runs:
                if callee in seen or callee not in self._functions:
                    continue
                if not self._functions[key].work.waits and _begins_work(self._functions[callee].work):
                    continue
                if len(seen) == MOST_FOLLOWED:
                    return order, True
                seen.add(callee)
                parents[callee] = one
                order.append(callee)
                waiting.append(callee)
        return order, False


def _begins_work(work: Work) -> bool:
    """Whether a function is where work begins, though the project may call it as well."""
    return work.begin.left in ("open", "boundary", "public", "let go", "reported")


def _same(failure: Failure) -> tuple[str, Kind, str, int]:
    ending = failure.ending
    return failure.call.id, ending.kind, ending.path, ending.row


def _told(report: Report) -> Told:
    identifiers = tuple(sorted(name for name in report.names if name == BOUND or is_identifier(name)))
    return Told(
        report.sort,
        report.level,
        report.traceback,
        identifiers,
        report.row,
        report.tells,
        report.carries,
        report.names,
    )


def _badness(operation: Operation) -> tuple[object, ...]:
    """Where an operation stands among the others: the worst first."""
    worst = min((KINDS.index(failure.ending.kind) for failure in operation.failures), default=len(KINDS))
    counts = operation.counts
    routine = operation.routine
    return (
        STATES.index(operation.state),
        -counts["lost"],
        -counts["framework"],
        worst,
        routine.path,
        routine.row,
    )
