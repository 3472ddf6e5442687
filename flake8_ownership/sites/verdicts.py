"""Puts a site's facts together: what it is, what becomes of its failure, and what the function does around it."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from flake8_ownership.apis import Api, ApiClass, Outcome
from flake8_ownership.catalogue import Catalogue, world
from flake8_ownership.index.flow import END
from flake8_ownership.index.kinds import is_closed, is_for_others, kind_of
from flake8_ownership.index.module import Function, Module, Scope
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Bound, Either, Instance, Lib, Value, Where
from flake8_ownership.settings import Settings
from flake8_ownership.sites import tasks
from flake8_ownership.sites.alike import alike
from flake8_ownership.sites.branches import empty_at
from flake8_ownership.sites.calls import Calls
from flake8_ownership.sites.cases import is_told_apart
from flake8_ownership.sites.context import AtHand
from flake8_ownership.sites.detached import Detached, first_function
from flake8_ownership.sites.endless import Endless
from flake8_ownership.sites.entries import Entries, Entry
from flake8_ownership.sites.failures import Failure
from flake8_ownership.sites.guards import Way
from flake8_ownership.sites.judge import Judge
from flake8_ownership.sites.outcomes import Outcomes
from flake8_ownership.sites.places import Place, callee
from flake8_ownership.sites.reports import BINDERS
from flake8_ownership.sites.responses import Responses
from flake8_ownership.sites.retries import RetryLoops
from flake8_ownership.sites.screen import Candidate, Relay, Start, is_in_thread
from flake8_ownership.sites.site import (
    Around,
    Ending,
    Handling,
    Hole,
    Identity,
    OnDemand,
    Operation,
    Report,
    Ruling,
    Site,
    Spot,
    StatusUnread,
    Task,
)
from flake8_ownership.sites.summaries import Escape, Summaries, Summary
from flake8_ownership.source import Position

# What becomes of a failure of the project's own function that nothing in an operation catches.
_GOES_ON = Ruling("unowned", "nothing in the function catches it")
# What runs for one who asks, and once: it goes on with the next after a failure, which a loop may not.
_OF_ONE_WHO_ASKS = frozenset({"route", "dependency", "task", "command", "slash command", "resolver", "tool"})
# What runs by itself once it is started, and is told where that is done.
_TOLD_AT_THE_START = frozenset({"background task", "signal receiver"})
# What runs again for whoever asks next, where a job that fails may have been the only one.


class _Left(NamedTuple):
    """A place at which failures leave a function with nobody told: its own, told at its site, or what passes there."""

    place: Place
    site: Site | None
    passing: Summary


class Verdicts:
    """The accounts of one module; `asked` is what the rules want to know that is found out on demand."""

    def __init__(
        self,
        module: Module,
        calls: Calls,
        resolver: Resolver,
        catalogue: Catalogue,
        settings: Settings,
        summaries: Summaries,
        asked: frozenset[OnDemand] = frozenset(),
    ) -> None:
        self._module = module
        self._resolver = resolver
        self._catalogue = catalogue
        self._asked = asked
        self._judge = Judge(calls, resolver, catalogue, settings, summaries)
        self._is_for_others = is_for_others(resolver.project, settings)
        self._entries = Entries(
            resolver,
            library=kind_of(resolver.project, settings)[0] == "library",
            is_closed=lambda path: is_closed(resolver.project, settings, path),
        )
        self._hands: dict[Function, AtHand] = {}
        self._responses: dict[Function, Responses] = {}
        self._parsed: dict[tuple[Function, str, str | None], bool] = {}
        self._outcomes: dict[Function, Outcomes] = {}
        self._counts: bool | None = None
        self._reported: dict[Function, _Told] = {}
        self._led: set[Hashable] = set()
        self._retry_loops: dict[Function, RetryLoops] = {}
        self._endless: dict[Function, Endless] = {}

    @property
    def judge(self) -> Judge:
        """What rules on a failure at any place."""
        return self._judge

    @property
    def entries(self) -> Entries:
        """How the functions come to run that nothing known starts."""
        return self._entries

    def sites(self, candidates: Iterable[Candidate]) -> Iterator[Site]:
        """The sites among the candidates, judged, in the order of the text."""
        for candidate in candidates:
            place, identity = candidate.place, candidate.identity
            outcome = self._judge.outcome(place)
            failure = self._judge.failures.of(identity)
            ruling, way = self._judge.ruling(place.function, outcome, failure)
            source = self._module.source
            start, end = source.span(place.expr)
            hand = self._at_hand(place.function).at(place.expr)
            named = frozenset().union(*(report.names for report in ruling.reports))
            site = Site(
                filename=source.path,
                start=start,
                end=end,
                function=place.function.qualname,
                call=" ".join(source.segment(callee(place.expr)).split()),
                consumed=place.consumed,
                identity=identity,
                ruling=ruling,
                handling=_handling(outcome, ruling),
                context=bool(hand & named) or binds_context(place.function),
                at_hand=hand,
                around=self._around(place, identity, ruling, way, hand),
                comes_out=self._comes_out(place, outcome),
            )
            where = _end(site)
            yield replace(site, leads=False) if where in self._led else site
            if site.demands_owner and not (site.verdict == "silenced" and site.may_be_let_go):
                self._led.add(where)

    def relays(self, found: Iterable[Relay]) -> Iterator[Site]:
        """The calls of the project's own functions at which failures from inside are lost, one for each failure, and
        those at which a handler reports them, one for each handler; in the order of the text.

        What a guard loses, or what its report lacks, is said once: at a site of its own, else at the first relay.
        """
        relays: list[Site] = []
        reported: set[Hashable] = set()
        for relay in found:
            place = relay.place
            outcome = self._judge.outcome(place)
            if not outcome.is_waited_for and not outcome.through:
                continue
            guarded = outcome.through or self._judge.is_guarded(place.function, outcome.node)
            if not guarded and not is_in_thread(place, relay.callee):
                continue
            for escape in self._judge.passing(place):
                if escape.identity.certainty == "named":
                    continue
                ruling = self._relayed(relay, outcome, escape)
                if ruling is not None:
                    one = self._relay(place, outcome, escape, ruling)
                    if ruling.verdict == "owned" and (_end(one) in self._led or _end(one) in reported):
                        continue
                    reported.add(_end(one))
                    relays.append(one)
        yield from self._leading(relays)

    def _leading(self, relays: Sequence[Site]) -> Iterator[Site]:
        """The same, with the first of those that end at the same guard in the lead, unless a site is."""
        hidden: dict[Hashable, dict[Spot, None]] = {}
        for relay in relays:
            hidden.setdefault(_end(relay), {})[relay.road[0]] = None
        for relay in relays:
            end = _end(relay)
            leads = end not in self._led
            self._led.add(end)
            yield replace(relay, leads=leads, hides=tuple(hidden[end]) if leads else ())

    def operations(self, waiting: Iterable[Function], sites: Iterable[Site]) -> list[Operation]:
        """The functions where work begins whose failures leave them with nobody told, in the order of the text."""
        return alike(list(self._operations(waiting, sites)))

    def _operations(self, waiting: Iterable[Function], sites: Iterable[Site]) -> Iterator[Operation]:
        unowned = {site.start: site for site in sites if site.demands_owner and site.goes_on}
        for function in waiting:
            left = self._left(function, unowned)
            # Who starts a function is asked last, of few: that takes the whole project.
            entry = self.entry(function) if left else None
            if entry is None or (entry.ending == "public" and "public" not in self._asked):
                continue
            if entry.ending is None and not entry.misses_answers:
                continue
            left, unheard = self._answered(function, left)
            if unheard:
                answered = replace(entry, reason=f"{entry.framework} answers the request with it, and tells nobody")
                yield self._operation(function, answered, "open", unheard, unowned)
            if left and entry.ending is not None and not entry.excused:
                yield self._operation(function, entry, entry.ending, left, unowned)

    def _left(self, function: Function, unowned: Mapping[Position, Site]) -> list[_Left]:
        """The places at which failures leave a function with nobody told."""
        found: list[_Left] = []
        guards = self._judge.guards(function)
        for place in self._judge.places(function):
            if guards.follows_report(place.expr):
                continue
            own = unowned.get(self._module.source.span(place.expr)[0])
            if own is not None:
                found.append(_Left(place, own, ()))
                continue
            passing = self._judge.leaving(place)
            if any(one.function is not function or self._inside(function, one, unowned) for one in passing):
                found.append(_Left(place, None, passing))
        return found

    def _answered(self, function: Function, left: list[_Left]) -> tuple[list[_Left], list[_Left]]:
        """Sorts the places at which failures leave a function by what becomes of those failures.

        The first are not made answers to a request. The second become answers that something is broken: the one who
        asks is told, and nobody else.
        """
        starts = self._judge.starts
        if not starts.answers(function):
            return left, []
        open_, unheard = [], []
        for one in left:
            leaving = self._judge.leaving(one.place)
            broken = tuple(each for each in leaving if starts.is_unheard(function, each.failure))
            others = tuple(
                each for each in leaving if each not in broken and not starts.is_answer(function, each.failure)
            )
            if broken:
                unheard.append(one._replace(passing=broken if one.site is None else ()))
            if others or not leaving:
                open_.append(one._replace(passing=others if one.site is None else ()))
        return open_, unheard

    def entry(self, function: Function) -> Entry:
        """How a function comes to run, and what becomes of the failures that leave it there."""
        starts = self._judge.starts
        if starts.trusted(function):
            return Entry("the configuration says that its failures are reported", told=True)
        boundary = starts.started_by(function)
        if boundary is None:
            return self._entries.of(function)
        where = f"{boundary.framework} calls it as a {boundary.what}"
        heard = self._judge.hears(function)
        if heard:
            is_sure = starts.answers(function) and not starts.doubt(boundary, function)
            unheard = is_sure and not self._judge.hears_answers(boundary, function)
            return Entry(f"{where}, and {heard}", framework=boundary.framework, told=True, misses_answers=unheard)
        if boundary.what in _TOLD_AT_THE_START:
            return Entry(f"{where}, and where it is started says what is lost")
        if boundary.ends:
            return Entry(f"{where}, and the process ends with its traceback: whoever started it sees that")
        doubt = starts.doubt(boundary, function) or self._judge.may_hear(boundary, function)
        if doubt:
            return Entry(f"{where}, and {doubt}", sure=False)
        if self._is_for_others:
            reason = f"{where} in an application of the library's users, to whom it raises"
            return Entry(reason, "boundary", boundary.framework, excused=True)
        if boundary.tells == "nothing":
            return Entry(f"{where}, and tells nobody what it raises", "open")
        if boundary.what in _OF_ONE_WHO_ASKS and not is_told_apart(self._resolver, self._judge.surroundings(function)):
            reason = f"{where}, and prints its traceback: nothing at hand tells its cases apart"
            return Entry(reason, "boundary", boundary.framework, excused=True)
        if starts.identifies(function):
            reason = f"{where}, and prints its traceback with the path, which tells the case"
            return Entry(reason, framework=boundary.framework, told=True, misses_answers=True)
        return Entry(f"{where}, and prints its traceback", "boundary", boundary.framework)

    def _operation(
        self, function: Function, entry: Entry, ending: Ending, left: list[_Left], unowned: Mapping[Position, Site]
    ) -> Operation:
        holes: dict[Position, Hole] = {}
        for place, own, passing in left:
            hole = self._hole(own, function, place.expr, function) if own is not None else None
            for one in (hole,) if hole is not None else self._relayed_holes(function, place, passing, unowned):
                holes.setdefault(one.site.start, one)
        return Operation(
            self._module.source.path,
            function.qualname,
            function.name,
            ending,
            entry.reason,
            entry.framework,
            tuple(holes[start] for start in sorted(holes, key=lambda start: (start.row, start.column))),
        )

    def _hole(self, site: Site, function: Function, call: ast.expr, operation: Function) -> Hole:
        identity = site.identity
        return Hole(
            site, (self.spot(function, call),), identity.certainty == "named", self.is_sure(identity, operation)
        )

    def is_sure(self, identity: Identity, operation: Function) -> bool:
        """Whether something is known to be I/O of an operation that is not only for a peer, for whoever looks on, or an
        answer to the one who has written.

        Of a library that the catalogue lacks, the names must say so too: `shop.database.db.save`.
        """
        if self._judge.starts.is_peer(operation, identity):
            return False
        if identity.certainty == "assumed":
            owner, _, verb = (identity.api or "").rpartition(".")
            return bool(world.names().kind_of(owner.rpartition(".")[2].lower(), verb))
        idle = identity.courtesy or identity.peer
        idle = idle or (identity.kind == "chat" and world.names().answers(identity.api or ""))
        return identity.certainty == "catalogued" and not idle

    def _relayed_holes(
        self, function: Function, place: Place, leaving: Summary, unowned: Mapping[Position, Site]
    ) -> Iterator[Hole]:
        """What comes out of functions of the project at a place: of one inside the operation, told at its own call."""
        passing: list[Escape] = []
        for escape in leaving:
            inner = self._inside(function, escape, unowned)
            if inner is not None:
                yield self._hole(inner, escape.function, escape.call, function)
            elif escape.function is not function:
                passing.append(escape)
        if passing:
            sure = [escape for escape in passing if self.is_sure(escape.identity, function)]
            site = self._relay(place, self._judge.outcome(place), (sure or passing)[0], _GOES_ON)
            covers = tuple(self.spot(escape.function, escape.call) for escape in passing)
            named = all(escape.identity.certainty == "named" for escape in passing)
            yield Hole(site, covers, named, bool(sure))

    def _inside(self, function: Function, escape: Escape, unowned: Mapping[Position, Site]) -> Site | None:
        """The site of a failure that begins in a function inside of another one: it belongs to the work of that."""
        outer: Scope | None = escape.function.outer
        while outer is not None and outer is not function:
            outer = outer.outer
        return unowned.get(self._module.source.span(escape.call)[0]) if outer is function else None

    def spot(self, function: Function, expr: ast.expr) -> Spot:
        """A call in a function, and where it stands."""
        module = function.module
        start, _ = module.source.span(expr)
        call = " ".join(module.source.segment(callee(expr)).split())
        return Spot(self._judge.path_of(module), start.row, start.column, call, function.name)

    def _relayed(self, relay: Relay, outcome: tasks.Outcome, escape: Escape) -> Ruling | None:
        """How a failure ends that a function of the project lets out; None where nothing is to be said of that here."""
        place = relay.place
        if is_in_thread(place, relay.callee):
            return self._judge.ruling(place.function, outcome, escape.failure)[0]
        ruling, _, _ = self._judge.leaving_at(place.function, outcome, escape.failure)
        is_told = ruling is not None and (
            ruling.verdict == "silenced" or (ruling.verdict == "owned" and ruling.guard == "handler")
        )
        return ruling if is_told else None

    def _relay(self, place: Place, outcome: tasks.Outcome, escape: Escape, ruling: Ruling) -> Site:
        source = self._module.source
        start, end = source.span(place.expr)
        run = place.expr if place.wrapper is not place.expr else first_function(place.expr)
        hand = self._at_hand(place.function).at(place.expr)
        named = frozenset().union(*(report.names for report in ruling.reports))
        return Site(
            filename=source.path,
            start=start,
            end=end,
            function=place.function.qualname,
            call=" ".join(source.segment(callee(run)).split()),
            consumed=place.consumed,
            identity=escape.identity,
            ruling=ruling,
            handling=_handling(outcome, ruling),
            context=bool(hand & named) or binds_context(place.function),
            at_hand=hand,
            around=self._of_report(Around(endless=self._is_endless(place, ruling)), place, ruling, hand),
            comes_out=self._comes_out(place, outcome),
            road=tuple(self.spot(*step) for step in ((escape.function, escape.call), *escape.steps)),
        )

    def _comes_out(self, place: Place, outcome: tasks.Outcome) -> Position | None:
        """Where a failure comes out that something else than the call itself waits for."""
        if place.wrapper is None or not outcome.is_waited_for:
            return None
        node = outcome.node.target if isinstance(outcome.node, ast.comprehension) else outcome.node
        return self._module.source.position(node.lineno, node.col_offset)  # type: ignore[attr-defined]

    def tasks(self, starts: list[Start]) -> Iterator[Task]:
        """The tasks among what the module starts that nobody looks after."""
        return Detached(self._module, self._judge).tasks(starts)

    def _around(self, place: Place, identity: Identity, ruling: Ruling, way: Way, hand: frozenset[str]) -> Around:
        around = Around(
            status_unread=self._status_unread(place, identity) if "status_unread" in self._asked else "",
            outcome_unread=self._outcome_unread(place) if "outcome_unread" in self._asked else "",
            silent_retry=(
                self._judge.guards(place.function).silent_retry(place.expr) if "silent_retry" in self._asked else ""
            ),
            silent_timeout_row=way.silent_timeout_row,
            hidden_cause_row=way.hidden_cause_row,
            raised_on_row=way.raised_on_row,
            endless=self._is_endless(place, ruling),
        )
        return self._of_report(around, place, ruling, hand)

    def _of_report(self, around: Around, place: Place, ruling: Ruling, hand: frozenset[str]) -> Around:
        """What there is to say of a report, where there is one."""
        if ruling.verdict != "owned":
            return around
        surroundings = self._judge.surroundings(place.function)
        return replace(
            around,
            module_counts="module_counts" in self._asked and self._module_counts(),
            announced="announced" in self._asked and self._announced(place, hand),
            success_counted="success_counted" in self._asked and self._told(place.function).counts,
            given=self._given(place, ruling),
            tells_local=any(not report.names.isdisjoint(surroundings.variables) for report in ruling.reports),
            attempt="attempt" in self._asked and self._is_attempt(place.function, ruling.guard_row),
        )

    def _retries(self, function: Function) -> RetryLoops:
        if function not in self._retry_loops:
            self._retry_loops[function] = RetryLoops(self._judge.surroundings(function))
        return self._retry_loops[function]

    def _is_attempt(self, function: Function, row: int | None) -> bool:
        """Whether what fails at the handler at a row is tried again."""
        clause = self._judge.surroundings(function).handlers.get(row) if row is not None else None
        return clause is not None and self._retries(function).makes_attempts(clause)

    def _is_endless(self, place: Place, ruling: Ruling) -> bool:
        """Whether the handler that ends a failure has what failed tried again for ever."""
        is_ended = ruling.guard == "handler" and ruling.verdict in ("owned", "silenced")
        if "endless" not in self._asked or not is_ended:
            return False
        function = place.function
        if function not in self._endless:
            surroundings = self._judge.surroundings(function)
            self._endless[function] = Endless(surroundings, self._judge.reports, self._retries(function))
        return self._endless[function].tries_again(ruling.guard_row, place.expr)

    def _given(self, place: Place, ruling: Ruling) -> frozenset[str]:
        """The identifiers that every report of a failure could name, and no line of a framework does anyway."""
        function = place.function
        at_hand = self._at_hand(function)
        given = at_hand.given(place.expr)
        empty = empty_at(self._judge.surroundings(function), place.expr) if given else frozenset()
        in_path = bool(given) and ruling.reraised and self._judge.starts.names_path(function)
        return given - empty - (at_hand.parameters if in_path else frozenset())

    def _at_hand(self, function: Function) -> AtHand:
        if function not in self._hands:
            self._hands[function] = AtHand(function)
        return self._hands[function]

    def _announced(self, place: Place, hand: frozenset[str]) -> bool:
        logged = self._told(place.function).logged
        return any(logged.get(name, END[0]) <= place.expr.lineno for name in hand)

    def _told(self, function: Function) -> _Told:
        if function not in self._reported:
            reports = (
                report
                for call, block in function.body.calls
                if block is None or not block.in_handler
                for report in self._judge.reports.of(call, Where(function, block=block))
            )
            self._reported[function] = _Told.of(reports)
        return self._reported[function]

    def _module_counts(self) -> bool:
        """Whether the module has some metric at hand: by import, or as an object of its own."""
        if self._counts is None:
            names = self._module.body.bindings
            where = Where(self._module)
            self._counts = any(self._judge.reports.is_metric(self._resolver.name(name, where)) for name in names)
        return self._counts

    def _status_unread(self, place: Place, identity: Identity) -> StatusUnread:
        """How the answer of a request is used whose status nobody looks at; empty for any other site."""
        if identity.kind != "http" or identity.certainty != "catalogued" or not isinstance(place.expr, ast.Call):
            return ""
        if place.wrapper is not None:
            return ""
        where = Where(place.function, block=place.block)
        pending = self._resolver.value(place.expr, where)
        response = _type(self._resolver.awaited(pending))
        if response is None or not response.status:
            return ""
        if place.function not in self._responses:
            self._responses[place.function] = Responses(self._judge.surroundings(place.function))
        answers = self._responses[place.function]
        if not answers.status_unread(place.expr, response) or self._told_to_raise(place.expr, where):
            return ""
        if answers.is_dropped(place.expr):
            return "dropped"
        key = place.function, answers.name_of(place.expr), identity.api
        if not key[1] or key not in self._parsed:
            parsing = answers.parsing(place.expr, response)
            self._parsed[key] = any(self._is_seen(place.function, node, identity) for node in parsing)
        return "parsed" if self._parsed[key] else "used"

    def _is_seen(self, function: Function, parsing: ast.AST, identity: Identity) -> bool:
        """Whether it is seen that a body cannot be parsed; where that is awaited, the client raises its own error."""
        own = self._judge.failures.of(identity)
        failure = own if isinstance(parsing, ast.Await) else Failure(raised=Lib("builtins.ValueError"))
        ruling, _ = self._judge.ruling(function, tasks.Outcome(parsing, "here"), failure)
        return ruling.verdict in ("owned", "visible")

    def _outcome_unread(self, place: Place) -> Outcome:
        """How the result of a call holds a failure that nobody reads; empty for most."""
        if not isinstance(place.expr, ast.Call) or place.wrapper is not None:
            return ""
        value = self._resolver.value(place.expr.func, Where(place.function, block=place.block))
        known: Api | None = None
        match value:
            case Bound(api):
                known = api
            case Lib(path):
                known = self._catalogue.function(path)
        if known is None or not known.outcome:
            return ""
        if place.function not in self._outcomes:
            self._outcomes[place.function] = Outcomes(self._judge.surroundings(place.function))
        unread = self._outcomes[place.function].unread(place.expr, known)
        # How what tidies up has ended is what nobody has to learn.
        tidies = unread == "status" and self._judge.guards(place.function).tidies_up(place.expr)
        return "" if tidies else unread

    def _told_to_raise(self, request: ast.Call, where: Where) -> bool:
        """Whether the client was made to raise for a bad status, or may have been: where its making was not seen, and
        some client of the project is."""
        func = request.func
        client = self._resolver.value(func.value, where) if isinstance(func, ast.Attribute) else None
        options = _options(client) if client is not None else frozenset()
        if options:
            return bool(options & {"raise_for_status", "event_hooks"})
        return self._resolver.project.makes_raising_clients()


@dataclass(slots=True)
class _Told:
    """What a function reports where nothing has failed: the first row of a log with each name, and whether it counts
    anything."""

    logged: dict[str, int] = field(default_factory=dict)
    counts: bool = False

    @classmethod
    def of(cls, reports: Iterable[Report]) -> _Told:
        found = cls()
        for report in reports:
            found.counts = found.counts or report.sort == "metric"
            for name in report.names if report.sort == "log" else ():
                found.logged[name] = min(report.row, found.logged.get(name, report.row))
        return found


def binds_context(function: Function) -> bool:
    """Whether a function gives its loggers values that every report shows."""
    return any(function.calls_named(name) for name in BINDERS)


def _end(site: Site) -> Hashable:
    """Where a site's failure ends: the same for sites that one guard looks after."""
    ruling, around = site.ruling, site.around
    return site.function, ruling.guard, ruling.guard_row, around.hidden_cause_row, around.silent_retry


def _type(value: Value) -> ApiClass | None:
    match value:
        case Instance(known):
            return known
        case Either(values):
            return next((found for part in values if (found := _type(part)) is not None), None)
    return None


def _options(value: Value) -> frozenset[str]:
    match value:
        case Instance(options=options):
            return options
        case Either(values):
            return frozenset().union(*(_options(part) for part in values))
    return frozenset()


def _handling(outcome: tasks.Outcome, ruling: Ruling) -> Handling:
    """What becomes of the handle that has the failure: none is needed where a helper has decided before."""
    return "here" if ruling.guard == "helper" else outcome.handling
