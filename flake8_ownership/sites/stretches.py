"""What each function of a module does that may fail, and where those failures go from there."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from flake8_ownership.catalogue import world
from flake8_ownership.index.module import Function, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.sites.calls import Calls
from flake8_ownership.sites.detached import is_idle
from flake8_ownership.sites.details import binds_context
from flake8_ownership.sites.failures import Failure
from flake8_ownership.sites.fates import WORDS
from flake8_ownership.sites.guards import Way
from flake8_ownership.sites.hosts import host_of
from flake8_ownership.sites.places import Place
from flake8_ownership.sites.site import Fate, Identity, Report, Ruling
from flake8_ownership.sites.summaries import SAID, Escape
from flake8_ownership.sites.verdicts import Verdicts
from flake8_ownership.sites.work import BOUND, Begin, Course, Key, Left, Service, Stretch, Work

_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_NAMED = ("id", "name")  # what the decorator of a job says which one it is by
_LONGEST_LABEL = 120
_COURTESY = "it talks to a peer that may leave at any time, or is a mere courtesy to the user"
# Of a report whose level is no constant.
AT_A_LEVEL = "at a level that is chosen at run time"
# Of an error that tells who asked what is wrong with the request.
ANSWERS = "answers the request with it"
_HEARD = "the event loop hands it to a handler of the project, which reports it"


class Stretches:
    """The work of one module's functions."""

    def __init__(self, verdicts: Verdicts, calls: Calls, resolver: Resolver) -> None:
        self._verdicts = verdicts
        self._judge = verdicts.judge
        self._calls = calls
        self._resolver = resolver
        self._services: dict[ast.expr, Service] = {}

    def works(self, functions: Iterable[Function], *, sync: bool) -> Iterator[Work]:
        """Those of the functions that do I/O or run functions that may, in the order of the text; `sync` where the
        blocking calls of synchronous functions are judged too."""
        for function in functions:
            waits = function.is_async or sync
            places = list(self._calls.places(function) if waits else self._calls.started(function))
            runs = {self.key(callee): None for place in places for callee in self._calls.own_callees(place)}
            stretches = tuple(stretch for place in places for stretch in self._at(place))
            if stretches or runs:
                yield Work(
                    self.key(function),
                    function.name,
                    function.end_row,
                    waits,
                    self._begin(function),
                    stretches,
                    tuple(runs),
                )

    def key(self, function: Function) -> Key:
        """What a function is known by."""
        return Key(self._judge.path_of(function.module), function.qualname, function.node.lineno)

    def _at(self, place: Place) -> Iterator[Stretch]:
        """What becomes at a place, in its function, of each failure that comes out there."""
        rulings: dict[Failure, tuple[Ruling | None, Way, Function]] = {}
        for escape in self._judge.passing(place):
            if escape.failure not in rulings:
                rulings[escape.failure] = self._judge.decided(place, escape.failure)
            yield self._stretch(place, escape, *rulings[escape.failure])

    def _stretch(self, place: Place, escape: Escape, ruling: Ruling | None, way: Way, function: Function) -> Stretch:
        course: Course = "leaves"
        if ruling is None:
            reason = self._excuse(place, escape, way)
        else:
            course, reason = self._course(place, escape.identity, ruling)
            if course == "silenced" and escape.said:
                course, reason = "let go", f"{reason}, and {SAID}"
        return Stretch(
            self._verdicts.spot(escape.function, escape.call),
            escape.function.qualname,
            self._service(place, escape),
            tuple(self._verdicts.spot(*step) for step in escape.steps),
            course,
            reason,
            self._judge.path_of(function.module),
            ruling.guard_row if ruling is not None and ruling.guard_row else place.expr.lineno,
            self._told(function, ruling) if ruling is not None else (),
            self._verdicts.is_sure(escape.identity, place.function),
            ruling is None
            and not _is_told_below(escape, way)
            and self._judge.starts.is_unheard(place.function, way.failure),
            way.hidden_cause_row is not None,
            ruling is None and self._judge.is_looked_after(place),
        )

    def _excuse(self, place: Place, escape: Escape, way: Way) -> str:
        """Why a failure may leave its function, if that is where work begins; empty where nothing speaks for it."""
        starts, function, identity = self._judge.starts, place.function, escape.identity
        if is_idle(identity) or starts.is_peer(function, identity):
            return _COURTESY
        if starts.prints(function) and self._verdicts.says_its_case(escape):
            return "its error, which the framework prints, shows what the call was made with"
        if self._judge.guards(function).follows_report(place.expr):
            return "it is in a handler that reports another failure"
        if starts.answers(function) and starts.is_answer(function, way.failure):
            return f"the framework {ANSWERS}"
        if starts.is_unheard(function, way.failure) and _is_told_below(escape, way):
            return f"the framework {ANSWERS}, and a log at info or a print says so"
        return ""

    def _told(self, function: Function, ruling: Ruling) -> tuple[Report, ...]:
        """What is told, with all that every log of the function names."""
        reports = (*ruling.reports, *ruling.whispers)
        if not binds_context(function):
            return reports
        return tuple(replace(report, names=report.names | {BOUND}) for report in reports)

    def _course(self, place: Place, identity: Identity, ruling: Ruling) -> tuple[Course, str]:
        """What a guard makes of a failure."""
        match ruling.verdict:
            case "owned" if ruling.may_whisper:
                return "unknown", f"{ruling.reason}, {AT_A_LEVEL}"
            case "owned" | "visible":
                return "reported", ruling.reason
            case "carried":
                return "carried", ruling.reason
            case "silenced" if ruling.tempered:
                return "let go", f"{ruling.reason}, and {ruling.tempered}"
            case "silenced" if identity.courtesy:
                return "let go", _COURTESY
            case "silenced" if self._judge.loop_reports(place, self._fate(place)):
                return "reported", _HEARD
            case "silenced":
                return "silenced", ruling.reason
        return self._detached(place, identity, ruling)

    def _fate(self, place: Place) -> Fate | None:
        """What becomes of the handle of what a place starts; None where somebody asks for it, or nothing is started."""
        outcome = self._judge.outcome(place)
        if place.wrapper is None or outcome.handling in ("here", "later", "grouped"):
            return None
        return self._judge.fate(place, outcome)

    def _detached(self, place: Place, identity: Identity, ruling: Ruling) -> tuple[Course, str]:
        """What becomes of what runs by itself, and that nothing in its function waits for."""
        fate = self._fate(place)
        if fate is None or identity.certainty == "named" or self._may_be_no_io(place, identity):
            return "unknown", f"{ruling.reason}, but code that is not known may"
        if is_idle(identity):
            return "let go", _COURTESY
        if self._judge.loop_reports(place, fate):
            return "reported", _HEARD
        unmissed = self._judge.unmissed.reason(place, fate, self._calls.own_callees(place))
        if unmissed:
            return "let go", unmissed
        return "detached", WORDS[fate]

    def _may_be_no_io(self, place: Place, identity: Identity) -> bool:
        """Whether what a task runs is a function of an unknown library, which need not even be I/O."""
        is_function = place.wrapper is place.expr or identity.evidence == "import"
        return identity.certainty == "assumed" and is_function and not self._calls.own_callees(place)

    def _service(self, place: Place, escape: Escape) -> Service:
        call, identity = escape.call, escape.identity
        if call not in self._services:
            # Only the function that makes the call says where its client comes from.
            around = place if call is place.expr else self._place_of(escape)
            host = host_of(around, self._resolver) if around is not None else ""
            self._services[call] = Service(
                identity.kind, identity.library or "", identity.api or "", host, identity.certainty
            )
        return self._services[call]

    def _place_of(self, escape: Escape) -> Place | None:
        places = self._calls.places(escape.function)
        return next((place for place in places if place.expr is escape.call), None)

    # -- how a function comes to run

    def _begin(self, function: Function) -> Begin:
        entry, registered = self._verdicts.entry(function), self._judge.starts.registered(function)
        what = framework = label = ""
        reason = entry.reason
        if registered is not None:
            what, framework = registered[0].what, registered[0].framework
            label = _label(function, registered[1], what)
        left: Left = ""
        if entry.excused:
            left = "let go"
        elif entry.told:
            left = "reported"
        elif entry.ending is not None:
            left = entry.ending
            if registered is not None and registered[0].tells != "nothing":
                reason = f"{reason} ({registered[0].said})"
        elif registered is not None and entry.sure:
            left = "reported" if registered[0].ends else "detached"
        elif not entry.sure:
            left = "unknown"
        caller = self.key(entry.caller) if entry.caller is not None else None
        return Begin(reason, left, what, framework, label, caller, entry.misses_answers)


def _label(function: Function, path: str, what: str) -> str:
    """What a decorator registers a function under, where a literal says it: `POST /orders`. The first thing that the
    decorator of a job is given says when it runs."""
    method = path.rpartition(".")[2]
    for node in function.node.decorator_list:
        if isinstance(node, ast.Call) and last_name(node) == method:
            named = (word.value for word in node.keywords if word.arg in _NAMED)
            match next(named, None) if what == "job" else next(iter(node.args), None):
                case ast.Constant(value=str() as text):
                    text = f"{_prefix(function, node.func)}{text}" if "route" in what else text
                    is_method = text and "route" in what and method in _METHODS
                    return f"{method.upper()} {text}"[:_LONGEST_LABEL] if is_method else text[:_LONGEST_LABEL]
    return ""


def _prefix(function: Function, maker: ast.expr) -> str:
    """What the paths of a router begin with that its module makes: `router = APIRouter(prefix="/orders")`."""
    router = maker.value if isinstance(maker, ast.Attribute) else None
    bindings = function.module.body.bindings.get(router.id, ()) if isinstance(router, ast.Name) else ()
    made = bindings[0].expr if len(bindings) == 1 else None
    for word in made.keywords if isinstance(made, ast.Call) else ():
        match word.value:
            case ast.Constant(value=str() as text) if word.arg in world.names().router_prefixes:
                return text
    return ""


def _is_told_below(escape: Escape, way: Way) -> bool:
    """Whether a failure is printed, or logged at info, before it goes on."""
    return escape.said or escape.noted or any(one.is_noted or one.sort == "print" for one in way.whispers)
