"""Edits inside a handler that is there already: a report where it has none, a count beside its log, a log beside it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from dataclasses import replace

import libcst as cst

from flake8_ownership.catalogue import world
from flake8_ownership.catalogue.observers import LEVELS
from flake8_ownership.codemods import meant
from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.attempts import given_up
from flake8_ownership.codemods.call_words import failed, is_said
from flake8_ownership.codemods.dialects import Context
from flake8_ownership.codemods.edits import Job, site_of
from flake8_ownership.codemods.enclosing import in_handler
from flake8_ownership.codemods.exits import leaves
from flake8_ownership.codemods.guards import Body
from flake8_ownership.codemods.objections import tells
from flake8_ownership.codemods.operations import is_teardown
from flake8_ownership.codemods.voice import Voice
from flake8_ownership.codemods.words import words
from flake8_ownership.index import trees
from flake8_ownership.index.module import Function
from flake8_ownership.index.module import last_name as last_name_called
from flake8_ownership.index.values import Closure, OwnFunction, Where
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import ReportSort

_CANCELLATION = frozenset({"BaseException", "CancelledError", "Cancelled"})
_LOGGED: frozenset[ReportSort] = frozenset({"log", "capture", "observer", "span"})
_COUNTED: frozenset[ReportSort] = frozenset({"metric", "observer"})


def report(job: Job) -> None:
    """`ReportFailure`: log and count what a handler caught, before anything that it does with it."""
    done: set[cst.CSTNode] = set()
    job.each(lambda finding, _: report_failure(job, site_of(finding).ruling.guard_row, done))


def report_timeout(job: Job) -> None:
    """`ReportTimeout`: the same in a handler that catches nothing but a timeout."""
    done: set[cst.CSTNode] = set()
    job.each(lambda finding, _: report_failure(job, site_of(finding).around.silent_timeout_row, done))


def log(job: Job) -> None:
    """`AddFailureLog`: a log beside the metric that counts the failure."""
    done: set[cst.CSTNode] = set()
    job.each(lambda finding, _: _add(job, finding, _COUNTED, done))


def count(job: Job) -> None:
    """`AddFailureCount`: a metric beside the log that reports the failure."""
    done: set[cst.CSTNode] = set()
    job.each(lambda finding, _: _add(job, finding, _LOGGED, done))


def report_failure(job: Job, row: int | None, done: set[cst.CSTNode]) -> None:
    """Logs and counts at the beginning of the handler at a row, unless that is done. Raises Refused."""
    statement, handler = handler_of(job, row)
    if handler in done:
        return
    job.check_secrets(statement)
    own = job.guarded_at(row) or job.findings
    voice = job.voices.of(job.function, ends=row, goes_on=not leaves(handler.body), before=row)
    voice = replace(
        _about(job, voice, statement, own, leads_on=not leaves(handler.body)),
        is_mild=bool(site_of(own[0]).ruling.tempered) or is_mild(job, voice, raises=_raises(job, handler)),
    )
    if is_teardown(job.function):
        raise Refused("it only tidies up")
    if any(isinstance(node, cst.Call) and last_name(node.func) in LEVELS for node in job.trees.below(handler.body)):
        raise Refused("the handler logs already: raise the level of that log rather than log twice")
    if is_answer(job, handler.body):
        raise Refused("the function asks whether something works, and the failure is its answer")
    if told_behind(job, statement, handler.body):
        raise Refused("what follows it reports the failure")
    _check_meant(job, statement, handler, own)
    if not leaves(handler.body) and voice.tracker is None and not voice.templated:
        _check_others(job, statement, own)
    if voice.counts is None and meant.tried_again(job.trees, statement, job.node):
        raise Refused("it is one of several attempts, and an error is raised after the last one")
    if voice.counts is None and meant.polled(job.trees, handler, job.node):
        raise Refused("it asks again after a while")
    if voice.counts is None and meant.made_up_for(job.trees, statement, handler, job.node):
        raise Refused("the function goes on to try another way")
    end = given_up(job.trees, handler)
    counts_here = end is None or bool(end.before)
    context = _context(job, statement, own)
    check_told(job, voice, context, statement, own)
    error = _error_name(job, handler, voice) if counts_here or voice.tells_error else voice.error
    told = voice.failure(error, context)
    if end is None:
        job.writer.before(_block(handler), 0, *told, voice.counted_failure(error))
    else:
        job.writer.before(_block(handler), 0, *told)
        job.writer.give_up(end, voice, error)
    done.add(handler)


def _about(
    job: Job, voice: Voice, statement: cst.Try | cst.TryStar, findings: Sequence[Finding], *, leads_on: bool
) -> Voice:
    """The voice for what a handler catches. Where more than the calls of the findings may have failed there, it speaks
    of the function."""
    spoken = job.about(voice, [statement], findings, goes_on=leads_on and job.is_followed(statement))
    if voice.templated or voice.tracker is not None or not _holds_others(job, statement, findings):
        return spoken
    return replace(voice, hides_repr=spoken.hides_repr)


def _check_others(job: Job, statement: cst.Try | cst.TryStar, findings: Sequence[Finding]) -> None:
    """Refuses to speak of the function where it does more behind, and so has not failed with what a handler
    catches, though one of several calls may have failed there: no words would be true of all. Raises Refused."""
    others = _holds_others(job, statement, findings)
    several = others or not failed(job.failing(findings))
    if (several and _waits_behind(job, statement)) or (others and _does_more(job, statement)):
        raise Refused("one of several calls may have failed there, and no words would be true of all")


def _does_more(job: Job, statement: cst.CSTNode) -> bool:
    """Whether more than a `return` follows a statement in its block."""
    place = job.trees.place(statement)
    behind = [job.statement(one) for one in place[0].body[place[1] + 1 :]] if place is not None else []
    return any(not isinstance(one, ast.Return) for one in behind)


def _waits_behind(job: Job, statement: cst.CSTNode) -> bool:
    """Whether the function waits for something after a statement; what a loop does next is none of that."""
    place = job.trees.place(statement)
    while place is not None:
        block, index = place
        for one in block.body[index + 1 :]:
            twin = job.statement(one)
            if twin is not None and any(isinstance(node, ast.Await) for node in trees.nodes(twin)):
                return True
        owner = job.trees.parent(block)
        if owner is None or owner is job.node or isinstance(owner, (cst.For, cst.While)):
            return False
        place = job.trees.place(block)
    return False


def _holds_others(job: Job, statement: cst.Try | cst.TryStar, findings: Sequence[Finding]) -> bool:
    """Whether a `try` waits for something besides the calls that findings are about, so that what fails there may be
    either: for no function of the project, of which it is known what it does, for no results that are gathered with
    their errors, and neither to sleep, to read a body nor to tidy up."""
    twin = job.statement(statement)
    calls = [call for _, call in job.failing(findings) if call is not None]
    known = {id(call) for call in calls}
    alike = {ast.unparse(call.func) for call in calls}
    waits = (one for part in getattr(twin, "body", ()) for one in trees.nodes(part) if isinstance(one, ast.Await))
    return any(
        isinstance(one.value, ast.Call)
        and ast.unparse(one.value.func) not in alike
        and _is_other(job, one.value, known)
        for one in waits
    )


def _is_other(job: Job, call: ast.Call, known: Collection[int]) -> bool:
    name = last_name_called(call)
    if name in words("bodies") | {"sleep"} or world.names().ends(name):
        return False
    if any(id(one) in known for one in trees.nodes(call)) or any(
        one.arg == "return_exceptions" for one in call.keywords
    ):
        return False
    value = job.resolver.value(call.func, Where(job.function, (call.func.lineno, call.func.col_offset)))
    return not isinstance(value, (OwnFunction, Closure))


def is_mild(job: Job, voice: Voice, *, raises: bool) -> bool:
    """Whether a failure that ends in a handler is warned of: the code has an answer to it, unless it `raises` another
    one, or the file's handlers mostly tell of errors. A traceback is too much for one: it is then warned of all the
    same."""
    telling = voice.logs.form.telling
    shows_traceback = telling is not None and telling.how in ("exception", "exc_info")
    return not raises and (shows_traceback or (voice.logs.form.level or meant.habit(job.module)) != "error")


def _raises(job: Job, handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
    return any(isinstance(node, cst.Raise) for node in job.trees.below(handler.body))


def check_told(
    job: Job, voice: Voice, context: Sequence[Context], statement: cst.CSTNode, findings: Sequence[Finding]
) -> None:
    """Refuses to log what nobody could tell from it: what was tried, and for which case. Raises Refused."""
    if voice.tracker is not None and not job.voices.is_shown:
        raise Refused("only other files of the project hand failures to an error tracker, and this one shows no logger")
    if voice.tracker is not None or voice.templated:
        return
    if job.voices.is_foreign:
        raise Refused("the file's logs are not in English")
    varied = varies(job, findings)
    if not is_said(voice.operation.words.plain, tells=bool(context) or not varied):
        raise Refused("nothing names what was tried there in words that a log could use")
    if not context and not varied and _is_given(job.function):
        raise Refused("nothing at hand would tell one case from another in a log")
    if varied and not context:
        raise Refused("nothing that the call is given would tell one case from another in a log")
    looped = meant.loop_around(job.trees, statement, job.node)
    twin = job.trees.twin(looped) if looped is not None else None
    if twin is not None and not any(bound_in(job.function, twin, item.expression) for item in context):
        raise Refused("nothing would say which iteration of the loop it was")


def _is_given(function: Function) -> bool:
    """Whether a function is given something besides what its calls are made with: it runs for many cases."""
    given = (one.arg for one in trees.parameters(function.node.args))
    return any(one != function.receiver and one.strip("_") not in words("carriers") and one.strip("_") for one in given)


def varies(job: Job, findings: Sequence[Finding]) -> bool:
    """Whether the failing calls are given something that differs from case to case."""
    calls = [call for _, call in job.failing(findings) if call is not None]
    given = [one for call in calls for one in (*call.args, *(keyword.value for keyword in call.keywords))]
    return any(isinstance(one, ast.Name) and one.id.strip("_") not in words("carriers") for one in given)


def bound_in(function: Function, node: ast.AST, expression: str) -> bool:
    """Whether what an expression begins with is bound within a statement of a function."""
    first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
    bindings = function.body.bindings.get(expression.partition(".")[0], ())
    return any(one.kind != "narrowed" and first <= one.row <= last for one in bindings)


def _check_meant(
    job: Job,
    statement: cst.Try | cst.TryStar,
    handler: cst.ExceptHandler | cst.ExceptStarHandler,
    findings: Sequence[Finding],
) -> None:
    """Refuses to report what ends in a handler on purpose. Raises Refused."""
    if meant.explained(job.module.source, job.trees.twin(handler)):
        raise Refused("a comment there says why the failure may end there")
    if in_handler(job.trees, statement, job.node):
        raise Refused("it is in a handler, which is already dealing with a failure")
    if any(site.identity.kind == "ws" or site.identity.peer for site, _ in job.failing(findings)):
        raise Refused("the peer may simply have disconnected, which is not a failure")
    twin = job.trees.twin(handler)
    if isinstance(twin, ast.ExceptHandler):
        row = meant.twin_row(job.module, job.function, twin, job.guard_rows)
        if row is not None:
            raise Refused(f"the handler on line {row} is written the same way, and would stay silent")
    expected = meant.outcome(handler, job.function)
    if expected:
        raise Refused(expected)
    check_aside(job, findings)
    if meant.habit(job.module) == "debug":
        raise Refused("this file's handlers log such failures at debug level, if at all")
    kept = meant.handed_on(job.trees, handler, job.node)
    if kept:
        raise Refused(f"the handler hands on what it caught, in {kept!r}")
    if meant.told_on_the_command_line(job.trees, handler):
        raise Refused("the handler tells the person who typed the command")
    if meant.not_there_yet(handler, job.statement(statement)):
        raise Refused("the handler may be for a file that does not exist yet")


def check_aside(job: Job, findings: Sequence[Finding]) -> None:
    """Refuses to tell of what nobody waits for: of what is only tidied up, and of what is reported about the program
    itself. Raises Refused."""
    calls = [site.call for site, _ in job.failing(findings)]
    if any(one.rpartition(".")[0].rpartition(".")[2].strip("_") in words("peers") for one in calls):
        raise Refused("the peer may simply have disconnected, which is not a failure")
    methods = {one.rpartition(".")[2] for one in calls}
    if methods and all(map(world.names().ends, methods)):
        raise Refused("it only tidies up")
    if methods and methods <= words("bodies"):
        raise Refused("the body of an answer may well be unreadable")
    path = job.module.path
    if words("about-itself") & {*path.parts[-2:-1], *path.stem.split("_"), *job.function.name.split("_")}:
        raise Refused("what the program reports about itself does not concern its users")


def _add(job: Job, finding: Finding, beside: frozenset[ReportSort], done: set[cst.CSTNode]) -> None:
    site = site_of(finding)
    statement, handler = handler_of(job, site.ruling.guard_row)
    if handler in done:
        return
    rows = {report.row for report in site.ruling.reports if report.sort in beside and report.loud}
    if beside is _LOGGED:
        voice = job.voices.of(job.function, logs=False)
        if voice.counts is None:
            raise Refused("it is not known what this project counts with; set the option `metrics`")
        if not leaves(handler.body) and job.voices.of(job.function, logs=False, goes_on=True).counts is None:
            raise Refused("the function goes on from there, and counts a success")
        call = voice.counted_failure(_error_name(job, handler, voice))
    else:
        job.check_secrets(statement)
        voice = job.voices.of(job.function)
        voice = job.about(voice, [statement], [finding])
        context = _context(job, statement, [finding])
        (call,) = voice.failure(_error_name(job, handler, voice), context)
    for block, index in _beside(job, handler, rows):
        if index is None or _is_exit(block.body[index]):
            job.writer.before(block, index or 0, call)
        else:
            job.writer.after(block, index, call)
    done.add(handler)


def is_answer(job: Job, body: cst.BaseSuite) -> bool:
    """Whether a handler gives the answer of a function that asks: `return False` of `is_reachable`."""
    last = body.body[-1] if body.body else None
    last = last.body[-1] if isinstance(last, cst.SimpleStatementLine) else last
    value = last.value if isinstance(last, cst.Return) else None
    given = value.value if isinstance(value, cst.Name) else ""
    return world.names().asks(job.function.name) and given in ("False", "None", "True")


def told_behind(job: Job, statement: cst.Try | cst.TryStar | cst.With, handler: cst.BaseSuite | None) -> bool:
    """Whether what directly follows a statement reports a failure."""
    place = job.trees.place(statement)
    if place is None or (handler is not None and leaves(handler)):
        return False
    block, index = place
    behind = block.body[index + 1] if index + 1 < len(block.body) else None
    return isinstance(behind, cst.SimpleStatementLine) and tells(job.trees, behind)


def _context(job: Job, statement: cst.Try | cst.TryStar, findings: Sequence[Finding]) -> tuple[Context, ...]:
    """The identifiers that a handler of a `try` tells."""
    place = job.trees.place(statement)
    if place is None:
        return job.context(statement, after_failure=True, calls=job.failing(findings))
    return job.told_in(*place, statement, findings)


def handler_of(
    job: Job, row: int | None, *, strict: bool = True
) -> tuple[cst.Try | cst.TryStar, cst.ExceptHandler | cst.ExceptStarHandler]:
    """The `try` and its handler at a row. Raises Refused where `strict` for one that must not report all it catches."""
    found = job.trees.handler_at(job.node, row)
    if found is None:
        raise Refused("its handler was not found again in LibCST's tree")
    statement, index = found
    handler = statement.handlers[index]
    if not strict:
        return statement, handler
    if _catches_cancellation(handler) and not any(map(_catches_cancellation, statement.handlers[:index])):
        raise Refused("the handler catches cancellation as well, which is no failure: make it catch Exception")
    if any(isinstance(node, cst.Yield) for node in job.trees.below(statement.body)):
        raise Refused("the try contains a yield: its handler gets the consumer's exceptions as well")
    return statement, handler


def _catches_cancellation(handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
    if handler.type is None:
        return True
    elements = handler.type.elements if isinstance(handler.type, (cst.Tuple, cst.List)) else [cst.Element(handler.type)]
    return any(last_name(element.value) in _CANCELLATION for element in elements)


def last_name(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


def _error_name(job: Job, handler: cst.ExceptHandler | cst.ExceptStarHandler, voice: Voice) -> str:
    """The variable that holds what was caught; the handler is given one where the report or the count needs it."""
    if handler.name is not None and isinstance(handler.name.name, cst.Name):
        return handler.name.name.value
    if handler.type is None and not voice.needs_error:
        return ""
    if voice.names_error:
        if handler.type is None:
            raise Refused("a bare except has no name for what it catches")
        job.writer.name_handler(handler, voice.error)
    return voice.error


def _block(handler: cst.ExceptHandler | cst.ExceptStarHandler) -> Body:
    assert isinstance(handler.body, (cst.IndentedBlock, cst.SimpleStatementSuite))
    return handler.body


def _beside(
    job: Job, handler: cst.ExceptHandler | cst.ExceptStarHandler, rows: set[int]
) -> Sequence[tuple[Body, int | None]]:
    """The reports beside which to add, so that each way through a handler that reports meets one addition; without an
    index where it goes to the beginning of a block.

    The first report of a block; not in a block that leads on to, or comes after, a report of one around it.
    """
    first: dict[Body, int] = {}
    for node in job.trees.below(_block(handler)):
        twin = job.trees.twin(node) if isinstance(node, cst.Call) else None
        if twin is not None and getattr(twin, "lineno", None) in rows:
            place = job.trees.place(node)
            if place is not None and place[0] not in first:
                first[place[0]] = place[1]
    found: list[tuple[Body, int | None]] = []
    for block, index in first.items():
        around = [(outer, inner) for outer, inner in _outwards(job, block, handler) if outer in first]
        if all(first[outer] > inner and _leaves(block) for outer, inner in around):
            found.append((block, index))
    return found or [(_block(handler), None)]


def _outwards(job: Job, block: Body, handler: cst.ExceptHandler | cst.ExceptStarHandler) -> Sequence[tuple[Body, int]]:
    """The blocks around a block, within a handler, with the index of the statement that leads to it."""
    found: list[tuple[Body, int]] = []
    node: cst.CSTNode = block
    while True:
        parent = job.trees.parent(node)
        if parent is None or parent is handler:
            return found
        place = job.trees.place(parent)
        if place is None or parent is handler.body:
            return found
        found.append(place)
        node = place[0]


def _is_exit(statement: cst.CSTNode) -> bool:
    if isinstance(statement, cst.SimpleStatementLine):
        statement = statement.body[-1]
    return isinstance(statement, (cst.Return, cst.Raise, cst.Break, cst.Continue))


def _leaves(block: Body) -> bool:
    return bool(block.body) and _is_exit(block.body[-1])
