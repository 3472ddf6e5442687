"""The account of a project: its operations, the calls that can fail in each, and where those failures end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from flake8_ownership.sites.site import Certainty, Spot

# What finally becomes of a failure, from worst to best. `let go`: it is ended for a reason that is known; `public`: it
# is left to the users of a library.
Kind = Literal["silenced", "detached", "open", "boundary", "unknown", "carried", "public", "let go", "reported"]
KINDS: tuple[Kind, ...] = (
    "silenced",
    "detached",
    "open",
    "boundary",
    "unknown",
    "carried",
    "public",
    "let go",
    "reported",
)
# What is to be said of an operation as a whole, from worst to best.
State = Literal["lost", "framework", "unclear", "owned"]
STATES: tuple[State, ...] = ("lost", "framework", "unclear", "owned")
STATE_OF: Mapping[Kind, State] = {
    "silenced": "lost",
    "detached": "lost",
    "open": "lost",
    "boundary": "framework",
    "unknown": "unclear",
    "carried": "unclear",
    "public": "owned",
    "let go": "owned",
    "reported": "owned",
}
WARNING = 30  # the lowest level of a log that somebody reads


@dataclass(frozen=True, slots=True, order=True)
class Service:
    """What operations call: a kind of service, and its host, or the library that reaches it where no host is known."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a library that can fail.

    `id` is made of the file, the function, the call as it is written, and its number among those that are alike: it
    holds when lines move. Rows and columns as in a Spot.
    """

    id: str
    path: str
    function: str
    row: int
    column: int
    call: str
    api: str
    library: str
    service: Service
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who is told of a failure: by a log, metric, span or capture. `names` are the identifiers it passes;
    `tells` where it passes some value besides, and `error` where it says what went wrong. `passed` are the names of all
    that it passes, identifiers or not."""

    sort: str
    level: int
    traceback: bool
    names: tuple[str, ...]
    row: int
    tells: bool = False
    error: bool = False
    passed: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def is_quiet(self) -> bool:
        """Whether nobody reads it in production."""
        return self.sort == "print" or (self.sort == "log" and self.level < WARNING)


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a failure ends, and why. It is `taken` to end so where something else in the function does."""

    kind: Kind
    path: str
    row: int
    function: str
    reason: str
    told: tuple[Told, ...] = ()
    taken: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """The failure of a call on one of its roads. `steps` are the calls of the project's own functions that it passes,
    up to the function where its course is decided; `within` is that function, one of the account's. `hides_cause` where
    some handler raises another error in place of the call's, which keeps nothing of it."""

    call: Call
    ending: Ending
    steps: tuple[Spot, ...]
    within: str
    hides_cause: bool = False


@dataclass(frozen=True, slots=True)
class Routine:
    """A function of the project, as roads pass it. `id` is made of its file and qualified name."""

    id: str
    path: str
    function: str
    name: str
    row: int


@dataclass(frozen=True, eq=False)
class Operation:
    """A function where work begins, with the failures of all calls that it leads to.

    `what` is how it is started (`route`, `consumer`; `function` where nothing known starts it), `by` the framework,
    `label` what it is registered under. `parents` leads from a routine that it runs to the one that runs that: back to
    the operation, which is not in it. `is_cut` where it runs too much for all to be followed and told. With
    `accepts_traceback` what a framework prints of a failure is report enough.
    """

    routine: Routine
    end_row: int
    what: str
    by: str
    label: str
    reason: str
    failures: tuple[Failure, ...]
    parents: Mapping[str, str] = field(repr=False)
    owners: tuple[str, ...] = ()
    is_cut: bool = False
    accepts_traceback: bool = False

    @property
    def id(self) -> str:
        return self.routine.id

    @property
    def title(self) -> str:
        """What people call it: what it is registered under, else its name."""
        return self.label or f"{self.routine.name}()"

    def state_of(self, kind: Kind) -> State:
        """What an ending means for the operation."""
        return "owned" if kind == "boundary" and self.accepts_traceback else STATE_OF[kind]

    @cached_property
    def state(self) -> State:
        """The worst that happens to any of its failures."""
        found = {self.state_of(failure.ending.kind) for failure in self.failures}
        if self.is_cut and "lost" not in found:
            found.add("unclear")
        return min(found, key=STATES.index, default="owned")

    @cached_property
    def counts(self) -> Mapping[State, int]:
        """How many of its calls come to what, each counted at its worst."""
        states = [self.state_of(kind) for kind in self.worst_by_call.values()]
        return {state: states.count(state) for state in STATES}

    @cached_property
    def worst_by_call(self) -> Mapping[Call, Kind]:
        """The worst ending of each call's failures, the calls in the order in which they are reached."""
        worst: dict[Call, Kind] = {}
        for failure in self.failures:
            kind = failure.ending.kind
            known = worst.get(failure.call)
            if known is None or KINDS.index(kind) < KINDS.index(known):
                worst[failure.call] = kind
        return worst

    @property
    def services(self) -> tuple[Service, ...]:
        """What it calls, each once."""
        return tuple(dict.fromkeys(failure.call.service for failure in self.failures))

    def way(self, routine: str) -> tuple[str, ...]:
        """The routines between one that it runs and the operation itself: the one that runs it first."""
        found: list[str] = []
        while (parent := self.parents.get(routine)) is not None:
            found.append(parent)
            routine = parent
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Share:
    """How many operations there are, and what is to be said of how many."""

    lost: int = 0
    framework: int = 0
    unclear: int = 0
    owned: int = 0

    @classmethod
    def of(cls, states: Mapping[State, int]) -> Share:
        return cls(*(states.get(state, 0) for state in STATES))

    @property
    def total(self) -> int:
        return self.lost + self.framework + self.unclear + self.owned

    @property
    def judged(self) -> int:
        """Those that are clear: what the percentage is of."""
        return self.total - self.unclear

    @property
    def percent(self) -> float | None:
        """The part that is owned of those that could be judged, in percent with one place, never rounded up to all of
        them; None where there are none."""
        if not self.judged:
            return None
        percent = round(100 * self.owned / self.judged, 1)
        return 99.9 if percent == 100 and self.owned < self.judged else percent


@dataclass(frozen=True, eq=False)
class Account:
    """What is known of a project. Paths are told from its root; operations come worst first.

    `routines` are the functions on the roads, by id. `sources` are the lines of the files that have any part in it.
    """

    operations: tuple[Operation, ...]
    routines: Mapping[str, Routine] = field(repr=False, default_factory=dict)
    sources: Mapping[str, Sequence[str]] = field(repr=False, default_factory=dict)
    errors: tuple[str, ...] = ()

    @cached_property
    def share(self) -> Share:
        """The ownership of the whole."""
        states = [operation.state for operation in self.operations]
        return Share.of({state: states.count(state) for state in STATES})

    @cached_property
    def failures(self) -> tuple[Failure, ...]:
        """Every failure of every operation, those that several share once."""
        return tuple(dict.fromkeys(failure for one in self.operations for failure in one.failures))

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that have any part in an operation, in order."""
        found = {operation.routine.path for operation in self.operations}
        for failure in self.failures:
            found |= {failure.call.path, failure.ending.path, *(step.filename for step in failure.steps)}
        return tuple(sorted(found))

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Every call, in the order of files and rows."""
        found = dict.fromkeys(failure.call for failure in self.failures)
        return tuple(sorted(found, key=lambda call: (call.path, call.row, call.column)))
