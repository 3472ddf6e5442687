"""Puts a site's facts together: what it is, what becomes of its failure, and what the function does around it."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from flake8_ownership.catalogue import Catalogue, world
from flake8_ownership.catalogue.model import Boundary
from flake8_ownership.index.kinds import is_closed, is_for_others, kind_of
from flake8_ownership.index.module import Function, Module, Scope
from flake8_ownership.index.types import Resolver
from flake8_ownership.settings import Settings
from flake8_ownership.sites import tasks
from flake8_ownership.sites.alike import alike
from flake8_ownership.sites.calls import Calls
from flake8_ownership.sites.cases import is_told_apart
from flake8_ownership.sites.detached import Detached, first_function, is_idle
from flake8_ownership.sites.details import Details, binds_context
from flake8_ownership.sites.entries import Entries, Entry
from flake8_ownership.sites.judge import Judge
from flake8_ownership.sites.places import Place, callee
from flake8_ownership.sites.screen import Candidate, Relay, Start, is_in_thread
from flake8_ownership.sites.site import (
    Ending,
    Handling,
    Hole,
    Identity,
    OnDemand,
    Operation,
    Ruling,
    Site,
    Spot,
    Task,
)
from flake8_ownership.sites.summaries import SAID, Escape, Summaries, Summary
from flake8_ownership.source import Position

# What becomes of a failure of the project's own function that nothing in an operation catches.
_GOES_ON = Ruling("unowned", "nothing in the function catches it")
# What runs once for each request: after a failure the next request is served, where a loop might have ended.
_OF_ONE_WHO_ASKS = frozenset({"route", "dependency", "task", "command", "slash command", "resolver", "tool"})
# How many functions one after the other may be called by nothing but the next, and how many may call each.
_MOST_UNUSED = 3
_MOST_CALLERS = 8
# What runs by itself once it is started: its loss is reported where it is started.
_TOLD_AT_THE_START = frozenset({"background task", "signal receiver"})


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
        self._asked = asked
        self._judge = Judge(calls, resolver, catalogue, settings, summaries)
        self._out_of_use: dict[tuple[Function, int], str] = {}
        self._details = Details(module, self._judge, resolver, catalogue, asked)
        self._is_for_others = is_for_others(resolver.project, settings)
        self._entries = Entries(
            resolver,
            library=kind_of(resolver.project, settings)[0] == "library",
            is_closed=lambda path: is_closed(resolver.project, settings, path),
        )
        self._led: set[Hashable] = set()

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
            hand = self._details.at_hand(place.function).at(place.expr)
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
                around=self._details.of_site(place, identity, ruling, way, hand),
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
                reason = f"{entry.framework} answers the request with it, and tells nobody else"
                answered = replace(entry, reason=reason, unprinted=False)
                yield self._operation(function, answered, "open", unheard, unowned)
            if entry.ending == "boundary":
                left = [one for one in left if not self._says_its_case(one)]
            if left and entry.ending is not None and not entry.excused:
                yield self._operation(function, entry, entry.ending, left, unowned)

    def _says_its_case(self, left: _Left) -> bool:
        """Whether the traceback of each failure that a place lets through shows what its call was made with."""
        own = [(left.place.expr, left.site.identity)] if left.site is not None else []
        calls = [*own, *((escape.call, escape.identity) for escape in left.passing)]
        return bool(calls) and all(self._details.says_its_case(*call) for call in calls)

    def says_its_case(self, escape: Escape) -> bool:
        """Whether the error of a failure shows what its call was made with."""
        return self._details.says_its_case(escape.call, escape.identity)

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
            unheard_of = [each for each in leaving if starts.is_unheard(function, each.failure)]
            # Whoever reads the log at info, or the terminal, has heard of it all the same.
            broken = tuple(each for each in unheard_of if not each.said and not each.noted)
            others = tuple(
                each for each in leaving if each not in unheard_of and not starts.is_answer(function, each.failure)
            )
            if broken:
                unheard.append(one._replace(passing=broken if one.site is None else ()))
            if others or not leaving:
                open_.append(one._replace(passing=others if one.site is None else ()))
        return open_, unheard

    def unused(self, qualname: str) -> str:
        """Why a function of the module is out of use, in plain words; empty where something may run it."""
        function: Scope | None = self._functions.get(qualname)
        return self._unused(function, _MOST_UNUSED) if isinstance(function, Function) else ""

    def _unused(self, function: Function, left: int) -> str:
        """The same of any function; of those that call it as many are followed as are `left`."""
        key = function, left
        if key not in self._out_of_use:
            self._out_of_use[key] = self._spoken_of_nowhere(function) or self._called_by_unused(function, left)
        return self._out_of_use[key]

    def _spoken_of_nowhere(self, function: Function) -> str:
        """Why nothing can run a function, or one around it, since nothing speaks of it; empty for any other."""
        around: Scope | None = function
        while isinstance(around, Function):
            entry = self.entry(around)
            if entry.unused:
                return entry.reason
            if around.owner is not None and self._entries.is_left_over(around.owner):
                return f"nothing in the project speaks of {around.owner.name}"
            around = around.outer
        return ""

    def _called_by_unused(self, function: Function, left: int) -> str:
        """Why nothing calls a function but what is out of use itself; empty for any other, and where it is unknown."""
        if not left or self.entry(function).caller is None:
            return ""
        why = ""
        for number, one in enumerate(self._judge.callers.of(function)):
            caller = one[1] if one is not None and number < _MOST_CALLERS else None
            known = self._unused(caller, left - 1) if caller is not None and caller is not function else ""
            if caller is None or not known:
                return ""
            why = why or f"{caller.name}() calls it, and {known}"
        return why

    @cached_property
    def _functions(self) -> dict[str, Function]:
        return {function.qualname: function for function in self._module.every_function()}

    def entry(self, function: Function) -> Entry:
        """How a function comes to run, and what becomes of the failures that leave it there."""
        starts = self._judge.starts
        boundary = starts.started_by(function)
        if starts.trusted(function):
            framework = boundary.framework if boundary is not None and starts.trusts_framework(function) else ""
            unheard = bool(framework) and boundary is not None and self._misses_answers(boundary, function)
            reason = "the configuration says that its failures are reported"
            return Entry(reason, framework=framework, told=True, misses_answers=unheard)
        if boundary is None:
            return self._entries.of(function)
        where = f"{boundary.framework} calls it as a {boundary.what}"
        heard = self._judge.hears(function)
        if heard:
            unheard = self._misses_answers(boundary, function)
            return Entry(f"{where}, and {heard}", framework=boundary.framework, told=True, misses_answers=unheard)
        around = self._judge.reports_for_framework(function)
        if around:
            return Entry(f"{where}, and {around}", sure=False)
        if boundary.what in _TOLD_AT_THE_START:
            return Entry(f"{where}, and what is lost is reported where it is started")
        if boundary.ends:
            return Entry(f"{where}, and the process ends with its traceback: whoever started it sees that")
        doubt = starts.doubt(boundary, function) or self._judge.may_hear(boundary, function)
        if doubt:
            return Entry(f"{where}, and {doubt}", sure=False)
        if self._is_for_others:
            reason = f"{where} in an application of the library's users, who get what it raises"
            return Entry(reason, "boundary", boundary.framework, excused=True)
        if not starts.prints(function):
            if boundary.answered:
                reason = f"{where}, and answers whoever asked with the error"
                return Entry(reason, "open", boundary.framework, excused=True)
            return Entry(f"{where}, and tells nobody what it raises", "open", boundary.framework, unprinted=True)
        if boundary.what in _OF_ONE_WHO_ASKS and not is_told_apart(self._resolver, self._judge.surroundings(function)):
            reason = f"{where}, and prints its traceback: nothing at hand tells one case from another"
            return Entry(reason, "boundary", boundary.framework, excused=True)
        if starts.identifies(function):
            reason = f"{where}, and prints its traceback with the path, which identifies the case"
            return Entry(reason, framework=boundary.framework, told=True, misses_answers=True)
        return Entry(f"{where}, and prints its traceback", "boundary", boundary.framework)

    def _misses_answers(self, boundary: Boundary, function: Function) -> bool:
        """Whether what tells of a function's failures hears of no answer that it raises."""
        starts = self._judge.starts
        is_sure = starts.answers(function) and not starts.doubt(boundary, function)
        return is_sure and not self._judge.hears_answers(boundary, function)

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
            unprinted=entry.unprinted,
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
        return identity.certainty == "catalogued" and not is_idle(identity)

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
        hand = self._details.at_hand(place.function).at(place.expr)
        if escape.said and ruling.verdict == "silenced":
            ruling = replace(ruling, tempered=ruling.tempered or SAID)
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
            around=self._details.of_relay(place, ruling, hand, escape),
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


def _end(site: Site) -> Hashable:
    """Where a site's failure ends: the same for sites that one guard looks after."""
    ruling, around = site.ruling, site.around
    return site.function, ruling.guard, ruling.guard_row, around.hidden_cause_row, around.silent_retry


def _handling(outcome: tasks.Outcome, ruling: Ruling) -> Handling:
    """What becomes of the handle that has the failure: none is needed where a helper has decided before."""
    return "here" if ruling.guard == "helper" else outcome.handling
