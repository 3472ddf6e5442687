"""Sites and tasks, as every later layer sees them: facts alone, no tree.

They stand together as the one vocabulary that rules, formats and accounts share.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from itertools import islice
from logging import INFO
from typing import Literal

from flake8_ownership.apis import Outcome
from flake8_ownership.source import Position

Verdict = Literal["owned", "visible", "carried", "silenced", "unowned"]
Certainty = Literal["catalogued", "assumed", "named"]
Evidence = Literal["import", "constructor", "annotation", "attribute", "chain", "local-return", "cross-file", "name"]
Consumed = Literal["await", "async with", "async for", "task", "call"]
ReportSort = Literal["log", "metric", "span", "capture", "print", "observer"]
# How a response is used whose status nobody reads: thrown away, for something else that it holds, or parsed where
# an error page would be noticed.
StatusUnread = Literal["", "dropped", "used", "parsed"]
# How a guard is built, which decides what a fix would do there.
GuardKind = Literal[
    "", "handler", "suppress", "gather", "wait", "scope", "decorator", "helper", "finally", "caller", "circle"
]
# What becomes of a task: awaited where it is made, or later; kept somewhere; dropped; its failure kept as a value.
Handling = Literal["here", "later", "kept", "dropped", "captured", "grouped"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way that told what a callee is."""

    text: str
    filename: str
    row: int


@dataclass(frozen=True, slots=True)
class Identity:
    """What the callee is, and how that is known."""

    api: str | None
    library: str | None
    kind: str
    evidence: Evidence
    certainty: Certainty
    quiet: bool = False
    teardown: bool = False
    courtesy: bool = False
    peer: bool = False
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A call near a failure that tells somebody, or only seems to.

    `names` are the identifiers that it passes; `carries` where it passes the exception or its traceback; `tells` where
    it passes some value besides. `secrets` are those that are named like one and are passed as they are. One `aside` is
    of a function that is told nothing of the failure and is not named after reporting: it may report something else.
    `sometimes` where its level is decided as it is made, and one of those that it may have is too low to be seen. Its
    traceback shows the values of what stands in its lines unless a file of the project has the word `values_unless`.
    """

    sort: ReportSort
    level: int
    loud: bool
    traceback: bool
    carries: bool
    names: frozenset[str]
    row: int
    secrets: frozenset[str] = frozenset()
    tells: bool = False
    aside: bool = False
    sometimes: bool = False
    values_unless: str = ""

    @property
    def is_noted(self) -> bool:
        """Whether it is a log that whoever looks for it finds: one at info, or above."""
        return self.sort == "log" and self.level >= INFO


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the walk outwards from a site found. `guard_row` is the row of the handler or guard that decided; `telling`
    where the errors that the handler names already say what went wrong: no connection, too late; `tempered` says
    why who ends it without a word may well have a reason for it; empty where nothing speaks for that. `foreseen` where
    the handler does no more than `suppress` does: it names each error that it lets pass, and goes on."""

    verdict: Verdict
    reason: str
    guard: GuardKind = ""
    guard_row: int | None = None
    reports: tuple[Report, ...] = ()
    whispers: tuple[Report, ...] = ()
    reraised: bool = False
    telling: bool = False
    tempered: str = ""
    foreseen: bool = False

    @property
    def may_whisper(self) -> bool:
        """Whether each of its reports may turn out too low to be seen."""
        return bool(self.reports) and all(report.sometimes for report in self.reports)


# What costs too much to be found out for nobody.
OnDemand = Literal[
    "operations",
    "public",
    "outcome_unread",
    "module_counts",
    "announced",
    "success_counted",
    "status_unread",
    "silent_retry",
    "attempt",
    "endless",
]


@dataclass(frozen=True, slots=True)
class Around:
    """What else the function around a site does. What is found out on demand looks like nothing where no rule asks.

    Of owned sites alone, `module_counts`: the module uses some metric; `announced`: a log before the site names an
    identifier at hand; `success_counted`: a metric counts where nothing has failed; `given`: the single identifiers
    that came in as arguments, so that every handler has them; `tells_local`: the report shows a variable of the
    function, which may well have been made of the failure; `attempt`: a loop tries again after the report.
    `status_unread`: the answer's status is never looked at. `outcome_unread`: how the result holds a failure that
    nobody reads.
    `silent_retry`: the retry helper that tries again without a word. `endless`: the handler that ends the failure has
    the call tried again for ever. The rows are of handlers: one that silences only a timeout, one that hides the cause,
    the first one that raises on unreported.
    """

    module_counts: bool = False
    announced: bool = False
    success_counted: bool = False
    status_unread: StatusUnread = ""
    outcome_unread: Outcome = ""
    silent_retry: str = ""
    silent_timeout_row: int | None = None
    hidden_cause_row: int | None = None
    raised_on_row: int | None = None
    given: frozenset[str] = frozenset()
    tells_local: bool = False
    attempt: bool = False
    endless: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A call, and where it stands: a file by its path below the project's root, the row from 1, the column from 0, and
    the name of the function that it stands in."""

    filename: str
    row: int
    column: int
    call: str
    within: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A call that crosses the process boundary, and the fate of its failure.

    `start` and `end` bound the call, context expression or iterable, `end` exclusive. `function` is the qualified name
    of the function around it, `call` the callee as it is written. `leads` where it is the first of the sites whose
    failures end at the same guard: what is wrong with the guard itself is said there once. `comes_out` is where a
    failure comes out that something else waits for: the start of the `await`, call or statement.

    A relay is a call of the project's own function that a failure passes on its way: `road` are the calls that it has
    passed, from that of a library on to this one; the identity is that of the first. Each relay is about one such
    failure; the one that leads is told for all that the same guard loses: it `hides` the calls that they begin at.
    Nothing is told of a site in a function that is out of use: `unused` says so where there was something to tell.
    """

    filename: str
    start: Position
    end: Position
    function: str
    call: str
    consumed: Consumed
    identity: Identity
    ruling: Ruling
    handling: Handling = "here"
    context: bool = False
    at_hand: frozenset[str] = field(default_factory=frozenset)
    around: Around = Around()
    leads: bool = True
    comes_out: Position | None = None
    road: tuple[Spot, ...] = ()
    hides: tuple[Spot, ...] = ()
    unused: str = ""

    @property
    def covers(self) -> tuple[Spot, ...]:
        """The calls that fail, where they are others than the site itself."""
        return self.hides or self.road[:1]

    @property
    def lost_with(self) -> Hashable:
        """What loses the failure: the same for the sites of a function whose failures one guard ends."""
        return self.function, self.ruling.guard, self.ruling.guard_row

    @property
    def origin(self) -> Spot | None:
        """The call of a library, in another function of the project, that a relay's failure begins at."""
        return self.road[0] if self.road else None

    @property
    def described(self) -> str:
        """What fails, as a message names it."""
        return f"{self.road[0].call} in {self.road[0].within}" if self.road else self.call

    @property
    def verdict(self) -> Verdict:
        return self.ruling.verdict

    @property
    def is_assumed(self) -> bool:
        """Whether it only stands to reason that it is I/O: the catalogue lacks what it calls."""
        return self.identity.certainty == "assumed"

    @property
    def demands_owner(self) -> bool:
        """Whether a failure here is one that somebody should learn of, where the site itself waits for it."""
        awaited = self.handling in ("here", "later", "grouped")
        return awaited and not self.identity.quiet and not self.identity.teardown

    @property
    def may_be_let_go(self) -> str:
        """Why whoever ends the failure without a word may well have a reason for it; empty where nothing says so."""
        return "it is a courtesy to whoever looks on" if self.identity.courtesy else self.ruling.tempered

    @property
    def goes_on(self) -> bool:
        """Whether nothing known decides about the failure; one that a caller loses is told of there."""
        return self.verdict == "unowned" and self.ruling.guard != "caller"

    @property
    def asks_handler(self) -> bool:
        """Whether a handler reports the failure, and what its reports lack is to be said at this site."""
        handled = self.leads and self.verdict == "owned" and self.ruling.guard == "handler"
        return self.demands_owner and handled and not all(report.aside for report in self.ruling.reports)

    @property
    def told(self) -> tuple[Report, ...]:
        """All that is told of a failure, loudly or not."""
        return (*self.ruling.reports, *self.ruling.whispers)

    @property
    def whispered(self) -> bool:
        """Whether a handler ends the failure and tells of it only where nobody reads it."""
        return self.verdict == "silenced" and self.ruling.guard == "handler" and bool(self.ruling.whispers)

    @property
    def logged(self) -> bool:
        return any(report.sort in ("log", "capture", "observer", "span") for report in self.ruling.reports)

    @property
    def counted(self) -> bool:
        return any(report.sort in ("metric", "observer") for report in self.ruling.reports)

    @property
    def traceback(self) -> bool:
        return any(report.traceback for report in self.ruling.reports)


# dropped: nobody holds the handle. kept: somebody does, and never asks. discarded: its callbacks only forget it.
# unread: `asyncio.wait` gave it back, and nobody looked. gathered: its exception is a result that nobody reads.
# background: it runs after the answer is sent. future: it runs in a thread or another loop, its result dropped.
Fate = Literal["dropped", "kept", "discarded", "unread", "gathered", "background", "future"]
# Of what the event loop is told once nobody holds the handle any more, which no function does for long.
COLLECTED = frozenset({"dropped", "discarded", "unread"})


@dataclass(frozen=True, slots=True)
class Task:
    """Something that runs by itself and may fail unseen.

    `call` is what it runs, `maker` the function that starts it, `covers` are the calls inside it whose failures leave
    it: there is at least one. `name` is what keeps the handle.
    """

    filename: str
    start: Position
    end: Position
    function: str
    call: str
    maker: str
    fate: Fate
    covers: tuple[Spot, ...]
    name: str = ""

    @property
    def is_assumed(self) -> bool:
        """Of a task it is not asked: something in it may fail, and that is all there is to say."""
        return False

    @property
    def holds(self) -> Spot:
        """The call inside it that fails first."""
        return self.covers[0]

    @property
    def road(self) -> tuple[Spot, ...]:
        """The same: what it passes inside the task is not kept."""
        return self.covers[:1]


# open: nothing known reports what leaves it. boundary: a framework does, without the identifiers. public: a library
# hands it to its user.
Ending = Literal["open", "boundary", "public"]


# Calls of libraries that are told of one operation, the first ones.
MOST_TOLD = 24


@dataclass(frozen=True, slots=True)
class Hole:
    """A call that lets failures through: `covers` are the calls of libraries that they begin at; `named` where only
    names say that those are I/O, `sure` where one of them is known to be, and is not for a peer that leaves as it
    likes, or for whoever looks on."""

    site: Site
    covers: tuple[Spot, ...]
    named: bool
    sure: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """A function where work begins, and whose I/O may fail and leave it with nobody told.

    `function` is its qualified name, `name` its own; `reason` says what starts it. The `holes` are sites of its own and
    calls of the project's functions, in the order of the text; there is at least one.

    Where many operations of a file call the same function of the project, and one of them loses nothing besides, that
    is a matter of the function: the first of them `leads`, and is told for the `others`, by their names. So it is where
    they are `unprinted`: their framework prints nothing of what they raise, as it is set up.
    """

    filename: str
    function: str
    name: str
    ending: Ending
    reason: str
    framework: str
    holes: tuple[Hole, ...]
    leads: bool = True
    others: tuple[str, ...] = ()
    unprinted: bool = False

    @property
    def lead(self) -> Hole:
        """The hole that is told: the first that is sure, or else the first."""
        return next((hole for hole in self.holes if hole.sure), self.holes[0])

    @property
    def start(self) -> Position:
        return self.lead.site.start

    @property
    def end(self) -> Position:
        return self.lead.site.end

    @property
    def call(self) -> str:
        """What fails, as a message names it."""
        return self.lead.site.described

    @property
    def is_sure(self) -> bool:
        """Whether some of its I/O is known to be some, and is not only for a peer or whoever looks on."""
        return self.lead.sure

    @property
    def is_assumed(self) -> bool:
        """Whether all of its I/O is assumed to be some."""
        return all(hole.site.is_assumed for hole in self.holes)

    @property
    def is_courtesy(self) -> bool:
        """Whether all that may fail is for a peer that leaves as it likes, or for whoever looks on."""
        return all(hole.site.identity.courtesy or hole.site.identity.peer for hole in self.holes)

    @property
    def named(self) -> bool:
        """Whether only names say that it does I/O."""
        return all(hole.named for hole in self.holes)

    @property
    def covers(self) -> tuple[Spot, ...]:
        """The calls of libraries that can fail in it."""
        return tuple(islice(dict.fromkeys(spot for hole in self.holes for spot in hole.covers), MOST_TOLD))

    @property
    def road(self) -> tuple[Spot, ...]:
        """The calls that the first failure passes."""
        return self.lead.site.road or self.lead.covers[:1]
