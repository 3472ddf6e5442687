"""What running a project's tests with injected failures has shown, as `pytest --ownership-report` saves it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from math import isfinite
from typing import Any, Literal, TypeAlias, TypeVar

from flake8_ownership.ownership import saved
from flake8_ownership.ownership.model import KINDS, STATES, Account, Kind, State

VERSION = 1

# How one run ended. silenced: a function ended the failure and told nobody. detached: it stayed in a task that nobody
# asked. open, boundary: it left an operation, and nothing told of it, or a framework would. let out: it left a function
# that the test called itself, so that its callers have the say. unclear: nothing can be said, for the reason given.
Ended = Literal["silenced", "detached", "open", "boundary", "let out", "reported", "unclear", "flaky"]
# What is said of a run by reading the code: nothing, or that the failure leaves an operation, or how it ends.
Claimed: TypeAlias = Kind | Literal["", "leaves"]
# What is said of a call as a whole, from worst to best.
Proof = Literal["lost", "flaky", "unclear", "boundary", "let out", "reported", "not injected", "not reached"]
PROOFS: tuple[Proof, ...] = (
    "lost",
    "boundary",
    "let out",
    "reported",
    "flaky",
    "unclear",
    "not injected",
    "not reached",
)
PROOF_OF: Mapping[Ended, Proof] = {
    "silenced": "lost",
    "detached": "lost",
    "open": "lost",
    "boundary": "boundary",
    "let out": "let out",
    "reported": "reported",
    "unclear": "unclear",
    "flaky": "flaky",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A function of the project, and the row in it that something is about."""

    filename: str
    row: int
    function: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody who was told of an injected failure. `identifiers` are those of the case whose values it showed."""

    by: str
    level: int
    traceback: bool
    identifiers: tuple[str, ...]
    filename: str
    row: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What reading the code says of the road that a run took; an `ending` that is empty says nothing."""

    ending: Claimed = ""
    filename: str = ""
    row: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One run of a test with one failure injected. `road` are the functions that it passed, the innermost first;
    `agrees` says whether the claim holds, None where one of them says nothing."""

    test: str
    failure: str
    error: str
    ending: Ended
    where: Spot | None
    why: str
    road: tuple[Spot, ...]
    told: tuple[Heard, ...] = ()
    claim: Claim = Claim()
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Proved:
    """What was shown of one call: `codes` are the findings that tell of it, `let_go` says why none does although nobody
    is told, `why` why there are no `runs`."""

    id: str
    filename: str
    row: int
    column: int
    function: str
    call: str
    library: str
    codes: tuple[str, ...] = ()
    reached: bool = False
    why: str = ""
    runs: tuple[Shown, ...] = ()
    let_go: str = ""

    @property
    def proof(self) -> Proof:
        """The worst that was shown of what generally goes wrong; of other failures where nothing was shown of that."""
        if not self.runs:
            return "not injected" if self.reached else "not reached"
        general = [run for run in self.runs if run.failure == "general"] or self.runs
        return min((PROOF_OF[run.ending] for run in general), key=PROOFS.index)

    @property
    def lost_otherwise(self) -> tuple[Shown, ...]:
        """The runs in which some other failure is lost: a timeout, an answer with the status 500."""
        return () if self.proof == "lost" else tuple(run for run in self.runs if PROOF_OF[run.ending] == "lost")

    @property
    def identifiers(self) -> tuple[str, ...]:
        """What reports of its failures named."""
        return tuple(sorted({name for run in self.runs for heard in run.told for name in heard.identifiers}))


@dataclass(frozen=True, slots=True)
class Proofs:
    """What was shown of a project: all its calls. `seconds` are those of the plain suite, of the runs with a failure,
    and of the reading."""

    calls: tuple[Proved, ...]
    seed: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[Proof, int]:
        """How many calls came to what."""
        found = Counter(one.proof for one in self.calls)
        return {proof: found[proof] for proof in PROOFS}

    @property
    def agreeing(self) -> int:
        """The runs that bear the claim out."""
        return sum(run.agrees is True for one in self.calls for run in one.runs)

    @property
    def disagreements(self) -> tuple[tuple[Proved, Shown], ...]:
        """The runs that do not."""
        return tuple((one, run) for one in self.calls for run in one.runs if run.agrees is False)

    def merged(self, others: tuple[Proofs, ...]) -> Proofs:
        """With what other processes have shown of the same project."""
        calls = {one.id: one for one in self.calls}
        for one in (call for other in others for call in other.calls):
            known = calls.get(one.id)
            calls[one.id] = one if known is None else _both(known, one)
        seconds = {
            name: max(proofs.seconds.get(name, 0.0) for proofs in (self, *others))
            for name in dict.fromkeys(name for proofs in (self, *others) for name in proofs.seconds)
        }
        notes = tuple(dict.fromkeys(note for proofs in (self, *others) for note in proofs.notes))
        return Proofs(tuple(calls.values()), self.seed, seconds, notes)

    def text(self) -> str:
        """The document."""
        calls = [{**asdict(one), "proof": one.proof} for one in self.calls]
        whole = {"version": VERSION, "seed": self.seed, "seconds": dict(self.seconds), "notes": list(self.notes)}
        return json.dumps({**whole, "counts": dict(self.counts), "calls": calls}, indent=1) + "\n"


def _both(one: Proved, other: Proved) -> Proved:
    runs = {(run.failure, run.road, run.ending): run for run in (*one.runs, *other.runs)}
    why = "" if runs else one.why or other.why
    return replace(one, reached=one.reached or other.reached, why=why, runs=tuple(runs.values()))


# What a field may hold, by its annotation.
_FORMS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "str": ("a text", lambda value: type(value) is str),
    "int": ("a whole number", lambda value: type(value) is int),
    "bool": ("true or false", lambda value: type(value) is bool),
    "bool | None": ("true, false or null", lambda value: value is None or type(value) is bool),
    "seconds": ("a number", lambda value: type(value) in (int, float) and isfinite(value)),
    "Ended": ("an ending", lambda value: type(value) is str and value in PROOF_OF),
    "Claimed": ("an ending", lambda value: type(value) is str and value in ("", "leaves", *KINDS)),
}
_Made = TypeVar("_Made", Spot, Heard, Claim, Shown, Proved)


def decoded(data: Any) -> Proofs:
    """What `Proofs.text` wrote, as JSON gives it back. Raises ValueError, with the key, for anything else."""
    if type(data) is not dict or type(data.get("version")) is not int or data["version"] != VERSION:
        raise saved.MisfitError("version", str(VERSION))
    calls = tuple(_made(Proved, one, place) for one, place in _items(data, "calls"))
    notes = tuple(_formed(one, "str", place) for one, place in _items(data, "notes"))
    seconds = data.get("seconds")
    if type(seconds) is not dict:
        raise saved.MisfitError("seconds", "an object")
    for name, value in seconds.items():
        _formed(value, "seconds", f"seconds.{name}")
    return Proofs(calls, _formed(data.get("seed"), "int", "seed"), seconds, notes)


def _made(cls: type[_Made], data: Any, place: str) -> _Made:
    """One of the classes above, of what stands at a place: each field as it is annotated, and no others."""
    if type(data) is not dict:
        raise saved.MisfitError(place, "an object")
    annotations = {one.name: str(one.type) for one in fields(cls)}
    for name in data:
        # Which proof a call came to is written for others, and follows from its runs.
        if name not in annotations and (cls, name) != (Proved, "proof"):
            raise saved.MisfitError(f"{place}.{name}", "nothing")
    return cls(**{name: _field(data, name, kind, place) for name, kind in annotations.items()})


def _field(data: dict[str, Any], name: str, annotation: str, place: str) -> Any:
    if name not in data:
        raise saved.MisfitError(f"{place}.{name}", "a value")
    many = annotation.startswith("tuple[")
    kind = annotation.removeprefix("tuple[").removesuffix(", ...]") if many else annotation
    cls = _CLASSES.get(kind.removesuffix(" | None"))
    if many:
        found = _items(data, name, f"{place}.")
        return tuple(_made(cls, one, at) if cls is not None else _formed(one, kind, at) for one, at in found)
    if cls is None:
        return _formed(data[name], kind, f"{place}.{name}")
    return None if data[name] is None and kind.endswith("None") else _made(cls, data[name], f"{place}.{name}")


_CLASSES: Mapping[str, Any] = {cls.__name__: cls for cls in (Spot, Heard, Claim, Shown, Proved)}


def _items(data: dict[str, Any], name: str, before: str = "") -> Iterator[tuple[Any, str]]:
    """What a list holds, each with its place."""
    if type(data.get(name)) is not list:
        raise saved.MisfitError(f"{before}{name}", "a list")
    return ((one, f"{before}{name}[{number}]") for number, one in enumerate(data[name]))


def _formed(value: Any, kind: str, place: str) -> Any:
    form, fits = _FORMS[kind]
    if not fits(value):
        raise saved.MisfitError(place, form)
    return value


def read(name: str) -> Proofs:
    """What was saved in a file. Raises ConfigError for one that holds something else."""
    return saved.read(name, decoded, f"`pytest --ownership-report` wrote, version {VERSION}", "--proof")


@dataclass(frozen=True, slots=True)
class Beside:
    """What is claimed of the calls of an account beside what was shown of them. `table` counts the calls by the state
    that is claimed and by what was shown; `calls` are those of which something was, by their ids."""

    table: Mapping[State, Mapping[Proof, int]]
    calls: Mapping[str, Proved]

    @property
    def shown(self) -> tuple[Proof, ...]:
        """What any call came to."""
        return tuple(proof for proof in PROOFS if any(row[proof] for row in self.table.values()))


def beside(proofs: Proofs, account: Account) -> Beside:
    """What was shown of the calls of an account; they are known by their ids, which hold when lines move."""
    known = {one.id: one for one in proofs.calls}
    worst: dict[str, State] = {}
    for operation in account.operations:
        for call, kind in operation.worst_by_call.items():
            state = operation.state_of(kind)
            worst[call.id] = min(worst.get(call.id, state), state, key=STATES.index)
    table = {state: dict.fromkeys(PROOFS, 0) for state in STATES}
    for name, state in worst.items():
        table[state][known[name].proof if name in known else "not reached"] += 1
    return Beside(table, {name: known[name] for name in worst if name in known})
