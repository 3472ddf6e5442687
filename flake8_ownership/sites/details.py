"""The details of a site beside its verdict: what its report says, whether it is tried again, how its response is read.

Most of it is found out only where a rule asks for it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

from flake8_ownership.apis import Api, ApiClass, Outcome
from flake8_ownership.catalogue import Catalogue, body_names, reporting
from flake8_ownership.index import generics, trees
from flake8_ownership.index.flow import END
from flake8_ownership.index.module import Function, Module
from flake8_ownership.index.project import STDLIB
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Bound, Either, Instance, Lib, OwnFunction, Value, Where
from flake8_ownership.sites import tasks
from flake8_ownership.sites.branches import empty_at
from flake8_ownership.sites.context import AtHand
from flake8_ownership.sites.endless import Endless
from flake8_ownership.sites.failures import Failure
from flake8_ownership.sites.guards import Way
from flake8_ownership.sites.judge import Judge
from flake8_ownership.sites.outcomes import Outcomes
from flake8_ownership.sites.places import Place
from flake8_ownership.sites.positions import end_of, start_of
from flake8_ownership.sites.responses import Responses
from flake8_ownership.sites.retries import RetryLoops
from flake8_ownership.sites.site import Around, Identity, OnDemand, Report, Ruling, StatusUnread, Verdict
from flake8_ownership.sites.summaries import Escape

_MOST_BEHIND = 4  # statements behind a handler
_MOST_CALLERS = 20
_ASKING = (".get", ".head")  # requests that change nothing


class Details:
    """Answers for the sites of one module; `asked` is what the rules want to know that is found out on demand."""

    def __init__(
        self, module: Module, judge: Judge, resolver: Resolver, catalogue: Catalogue, asked: frozenset[OnDemand]
    ) -> None:
        self._module = module
        self._judge = judge
        self._resolver = resolver
        self._catalogue = catalogue
        self._asked = asked
        self._hands: dict[Function, AtHand] = {}
        self._responses: dict[Function, Responses] = {}
        self._parsed: dict[tuple[Function, str, str | None, Verdict], bool] = {}
        self._outcomes: dict[Function, Outcomes] = {}
        self._counts: bool | None = None
        self._reported: dict[Function, _Told] = {}
        self._retry_loops: dict[Function, RetryLoops] = {}
        self._endless: dict[Function, Endless] = {}
        self._lenient: dict[Function, bool] = {}
        self._read_later: dict[Function, bool] = {}
        self._raised: dict[tuple[Function, int | None], frozenset[str]] = {}

    def of_site(self, place: Place, identity: Identity, ruling: Ruling, way: Way, hand: frozenset[str]) -> Around:
        """What there is to say of a site; `hand` are the identifiers there."""
        around = Around(
            status_unread=self._status_unread(place, identity, ruling) if "status_unread" in self._asked else "",
            outcome_unread=self._outcome_unread(place) if "outcome_unread" in self._asked else "",
            silent_retry=(
                self._judge.guards(place.function).silent_retry(place.expr) if "silent_retry" in self._asked else ""
            ),
            silent_timeout_row=way.silent_timeout_row,
            hidden_cause_row=way.hidden_cause_row,
            raised_on_row=way.raised_on_row,
            endless=self._is_endless(place, ruling),
        )
        around = self._of_report(around, place, ruling, hand)
        is_said = around.given and self._is_said(place.expr, identity, ruling)
        return replace(around, given=frozenset()) if is_said else around

    def of_relay(self, place: Place, ruling: Ruling, hand: frozenset[str], escape: Escape) -> Around:
        """What there is to say of a call at which a failure from inside, an `escape`, is lost or reported. What a
        function of the project is not given, or one that it runs, tells nothing of the case in which it fails."""
        around = self._of_report(Around(endless=self._is_endless(place, ruling)), place, ruling, hand)
        given = around.given and self.at_hand(place.function).passes(place.expr, around.given)
        if any(isinstance(call, ast.Call) and not (call.args or call.keywords) for _, call in escape.steps):
            given = frozenset()
        if given and self._is_said(escape.call, escape.identity, ruling):
            given = frozenset()
        return replace(around, given=given) if given != around.given else around

    def at_hand(self, function: Function) -> AtHand:
        """The identifiers that a function has at hand."""
        if function not in self._hands:
            self._hands[function] = AtHand(function)
        return self._hands[function]

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
        at_hand = self.at_hand(function)
        given = at_hand.given(place.expr)
        empty = empty_at(self._judge.surroundings(function), place.expr) if given else frozenset()
        if given and self._is_named_behind(function, ruling.guard_row, given):
            return frozenset()
        given -= self._raised_with(function, ruling.guard_row) if given else frozenset()
        in_path = bool(given) and ruling.reraised and self._judge.starts.names_path(function)
        return given - empty - (at_hand.parameters if in_path else frozenset())

    def _raised_with(self, function: Function, row: int | None) -> frozenset[str]:
        """The names in what the handler at a row raises: whoever hears of that hears of them."""
        key = function, row
        if key not in self._raised:
            clause = self._judge.surroundings(function).handlers.get(row) if row is not None else None
            raised = (one.exc for one in clause.body if isinstance(one, ast.Raise)) if clause is not None else ()
            nodes = [node for exc in raised if exc is not None for node in trees.nodes(exc)]
            names = (getattr(node, "id", "") or getattr(node, "attr", "") for node in nodes)
            self._raised[key] = frozenset(filter(None, names))
        return self._raised[key]

    def _is_named_behind(self, function: Function, row: int | None, given: frozenset[str]) -> bool:
        """Whether what follows the handler at a row reports something of the case: the failure stands near it."""
        surroundings = self._judge.surroundings(function)
        clause = surroundings.handlers.get(row) if row is not None else None
        if clause is None or not surroundings.goes_on(clause):
            return False
        statement = surroundings.parents[clause]
        assert isinstance(statement, (ast.Try, ast.TryStar))
        return any(
            report.loud and report.names & given
            for one in islice(surroundings.behind(statement), _MOST_BEHIND)
            for call, block in surroundings.calls_between(start_of(one), end_of(one))
            for report in self._judge.reports.of(call, Where(function, block=block))
        )

    def _is_said(self, call: ast.expr, identity: Identity, ruling: Ruling) -> bool:
        """Whether what a report shows of the error says with what the call was made, unless the project hides that."""
        reports = ruling.reports
        if isinstance(call, ast.Call) and (call.args or call.keywords) and any(map(self._shows_values, reports)):
            return True
        return all(report.carries for report in reports) and self.says_its_case(call, identity)

    def _shows_values(self, report: Report) -> bool:
        """Whether the traceback of a report shows with what the failing call was made."""
        hidden = report.values_unless
        return bool(hidden) and not self._resolver.project.holding((hidden,))

    def says_its_case(self, call: ast.expr, identity: Identity) -> bool:
        """Whether the error that a call raises shows what it was called with, unless the project hides that."""
        if identity.library is None:
            return False
        errors = self._catalogue.errors(identity.library)
        is_given = isinstance(call, ast.Call) and bool(call.args or call.keywords)
        if not is_given or (identity.api or "").rpartition(".")[2] not in errors.telling:
            return False
        return not (errors.hidden_by and self._resolver.project.holding((errors.hidden_by,)))

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

    def _status_unread(self, place: Place, identity: Identity, ruling: Ruling) -> StatusUnread:
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
        answers = self._answers_of(place.function)
        if not answers.status_unread(place.expr, response) or self._told_to_raise(place.expr, where):
            return ""
        if answers.is_dropped(place.expr):
            is_idle = (identity.api or "").endswith(_ASKING) and not answers.is_shown(place.expr)
            return "" if is_idle else "dropped"
        key = place.function, answers.name_of(place.expr), identity.api, ruling.verdict
        if not key[1] or key not in self._parsed:
            parsing = answers.parsed_strictly(place.expr, response)
            self._parsed[key] = bool(parsing) and not any(
                self._is_hidden(place.function, node, identity, ruling) for node in parsing
            )
        if not self._parsed[key]:
            is_read = answers.gives_text(place.expr) and self._is_read_later(place.function)
            return "parsed" if is_read or self._is_read_elsewhere(answers, place.expr, where) else "used"
        lenient = answers.hands_on(place.expr, response) and self._does_without(place.function)
        return "used" if lenient else "parsed"

    def _does_without(self, function: Function) -> bool:
        """Whether one of those that call a function asks of what it gives what may be missing, and none fails, or looks
        for an error, where that is not what is expected, or hands it on to others that may."""
        if function not in self._lenient:
            calls = list(filter(None, islice(self._judge.callers.of(function), _MOST_CALLERS)))
            self._lenient[function] = any(
                self._answers_of(caller).does_without(call) for call, caller in calls
            ) and not any(self._answers_of(caller).may_fail_without(call) for call, caller in calls)
        return self._lenient[function]

    def _is_read_elsewhere(self, answers: Responses, expr: ast.expr, where: Where) -> bool:
        """Whether a function of the project that is given the text of an answer fails where that is not what it
        expects."""
        for call, given in islice(answers.takers(expr), _MOST_CALLERS):
            taker = self._resolver.value(call.func, where)
            if isinstance(taker, OwnFunction) and any(
                argument is given and self._answers_of(taker.function).fails_on(name)
                for name, argument in generics.pairs(taker.function, call)
            ):
                return True
        return False

    def _is_read_later(self, function: Function) -> bool:
        """Whether all of those that call a function fail where the text that it gives is not what they expect, or hand
        it to others that may."""
        if function not in self._read_later:
            calls = list(islice(self._judge.callers.of(function), _MOST_CALLERS + 1))
            self._read_later[function] = 0 < len(calls) <= _MOST_CALLERS and all(
                one is not None and self._answers_of(one[1]).may_fail_without(one[0]) for one in calls
            )
        return self._read_later[function]

    def _answers_of(self, function: Function) -> Responses:
        if function not in self._responses:
            self._responses[function] = Responses(self._judge.surroundings(function), self._is_library)
        return self._responses[function]

    def _is_library(self, path: str) -> bool:
        """Whether a dotted path is that of a library that the catalogue does not know to do I/O: what it is given, it
        works on."""
        top = path.partition(".")[0]
        if not top or top in STDLIB or top in body_names.words().lenient or self._catalogue.knows(top):
            return False
        return not self._resolver.project.owns(top)

    def _is_hidden(self, function: Function, parsing: ast.AST, identity: Identity, ruling: Ruling) -> bool:
        """Whether a handler hides that a body cannot be parsed, or the one that reports failures of the request hears
        nothing of that; where the parsing is awaited, the client raises its own error."""
        own = self._judge.failures.of(identity)
        failure = own if isinstance(parsing, ast.Await) else Failure(raised=Lib("builtins.ValueError"))
        verdict = self._judge.ruling(function, tasks.Outcome(parsing, "here"), failure)[0].verdict
        return verdict == "silenced" or (verdict == "unowned" and ruling.verdict == "owned")

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
            return bool(options & {"raise_for_status", "event_hooks", "trace_configs"})
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
    return any(function.calls_named(name) for name in reporting.words().binding)


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
