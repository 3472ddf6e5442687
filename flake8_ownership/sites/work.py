"""What a function does that may fail: what becomes of each failure there, and how the function comes to run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flake8_ownership.sites.site import Certainty, Report, Spot

# What becomes of a failure in one function: it ends there, as the design's endings say; `let go` for a reason that is
# known; or it leaves the function.
Course = Literal["silenced", "detached", "carried", "unknown", "reported", "let go", "leaves"]
# What becomes of what leaves a function where work begins; empty where its callers have the say.
Left = Literal["", "detached", "open", "boundary", "public", "let go", "reported", "unknown"]

BOUND = "what is bound to the logger"  # stands for identifiers that every log of a function shows


@dataclass(frozen=True, slots=True)
class Key:
    """What a function is known by in one run: its file below the project's root, its qualified name, its row."""

    path: str
    function: str
    row: int


@dataclass(frozen=True, slots=True)
class Service:
    """What a call reaches: the kind of the service, the library and its function, the host where a literal names it."""

    kind: str
    library: str
    api: str
    host: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of a failure's road that lies in one function.

    `origin` is the call of a library that the failure begins at, in the function `within`. `road` are the calls of the
    project's own functions that it has passed, the last of them in this function. `row` is where its course is decided.
    Of one that leaves, `reason` says why it may, if this is where work begins; empty where nothing speaks for that. It
    is `sure` where the call is known to be I/O, and `unheard` where whoever asked is told that something is broken, and
    nobody else. It `hides_cause` where a handler has raised another error in its place that keeps nothing of it. One
    that leaves is `looked_after` where a handler around it reports: where others run the function, it is taken to be
    reported.
    """

    origin: Spot
    within: str
    service: Service
    road: tuple[Spot, ...]
    course: Course
    reason: str
    path: str
    row: int
    reports: tuple[Report, ...] = ()
    sure: bool = True
    unheard: bool = False
    hides_cause: bool = False
    looked_after: bool = False


@dataclass(frozen=True, slots=True)
class Begin:
    """How a function comes to run. `what` is the kind of operation and `framework` who calls it, where that is known;
    `label` what it is registered under (`POST /orders`). `left` is what becomes of failures that leave it; `caller` is
    a function of the project that calls it. `misses_answers` where what tells of them hears of no answer to a request.
    """

    reason: str
    left: Left = ""
    what: str = ""
    framework: str = ""
    label: str = ""
    caller: Key | None = None
    misses_answers: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """A function that does I/O, or runs functions that do: `runs` are those of the project that it waits for.

    One that does not `wait` is synchronous: what it runs to its end is work by itself.
    """

    key: Key
    name: str
    end_row: int
    waits: bool
    begin: Begin
    stretches: tuple[Stretch, ...]
    runs: tuple[Key, ...]
