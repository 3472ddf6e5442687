"""`InsertOwnership`: an entry log, a guard that logs, counts and raises again, and a success count."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import lru_cache

import libcst as cst

from flake8_ownership.catalogue import world
from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.call_words import is_said
from flake8_ownership.codemods.dialects import Context
from flake8_ownership.codemods.edits import Job, site_of
from flake8_ownership.codemods.edits.handlers import handler_of
from flake8_ownership.codemods.enclosing import in_handler
from flake8_ownership.codemods.guards import Hoist, Plan
from flake8_ownership.codemods.objections import translates
from flake8_ownership.codemods.operations import left_alone
from flake8_ownership.codemods.plan import Planner, SitesRefused
from flake8_ownership.codemods.responses import KnownResponses
from flake8_ownership.codemods.voice import Voice
from flake8_ownership.codemods.words import words
from flake8_ownership.index.module import last_name
from flake8_ownership.index.values import Instance, Lib, Made, OwnFunction, Pending, Where
from flake8_ownership.rules import Finding

# Findings of failures that a framework tells of, only without saying which case it was.
_TOLD_ALREADY = frozenset({"OWN107"})


def insert(job: Job) -> None:
    """Owns the unowned sites of a function with one plan; a task where its failure comes out."""
    try:
        voice = _voice(job)
    except Refused as refusal:
        job.refused += [(finding, str(refusal)) for finding in job.findings]
        return
    wanted = _to_guard(job)
    raised_on = {place: found for finding, place in wanted if (found := _raises_on(job, finding)) is not None}
    others = {place for place, (_, handler) in raised_on.items() if translates(job.trees, handler)}
    why = "a handler turns it into another error, for the caller to handle"
    job.refused += [(finding, why) for finding, place in wanted if place in others]
    wanted = [(finding, place) for finding, place in wanted if place not in others]
    plan, wanted = _planned(job, wanted, raised_on, counts=voice.counts is not None and not others)
    if plan is None:
        return
    at_failure = _at_failure(job, plan, wanted, voice)
    if not plan.guards:
        return
    at_entry: tuple[Context, ...] = ()
    # A framework that tells of failures tells of each request as well.
    is_noise = plan.entry is not None and (
        job.begun_before(plan.entry) or all(one.code in _TOLD_ALREADY for one in job.findings)
    )
    if plan.entry is not None and not (is_noise and job.settings.entry_log == "auto"):
        at_entry = job.context(plan.entry[0].body[plan.entry[1]], after_failure=False)
    job.writer.plan(plan, voice, at_entry, at_failure)
    job.mended += [finding for finding, _ in wanted]


def _voice(job: Job) -> Voice:
    """How the function reports; raises Refused where it is not to."""
    why = left_alone(job.function, job.resolver.project.root) or job.answering.of(job.function)
    if not why and {one.rpartition(".")[2] for one in job.function.decorator_names} & words("answered"):
        why = "its framework returns the error to whoever asked"
    if why:
        raise Refused(why)
    voice = job.voices.of(job.function, successes=True, before=min(one.start.row for one in job.findings))
    # What a framework prints anyway would be told twice.
    is_printed = all(one.code == "OWN107" for one in job.findings)
    raises_on = job.voices.raises_on_here if is_printed else job.voices.raises_on
    if voice.counts is None and voice.style == "ownership" and not raises_on:
        raise Refused(
            "the handlers of this project seldom log what they raise again, and leave that to whoever handles it; "
            'to have it logged all the same, set logging = "stdlib", or "module:name" of your own, or `metrics`'
        )
    project = job.resolver.project
    is_alone = not project.folders or project.has_only(job.module.path)
    if is_printed and voice.counts is None and job.settings.logging == "auto" and not is_alone:
        raise Refused(
            "its framework prints the traceback, and a log would tell it twice; to have it logged with its identifiers "
            'all the same, set logging = "stdlib", or "module:name" of your own; to have it counted, `metrics`'
        )
    return voice


def _planned(
    job: Job,
    wanted: list[tuple[Finding, cst.CSTNode]],
    raised_on: dict[cst.CSTNode, tuple[cst.Try, cst.ExceptHandler]],
    *,
    counts: bool,
) -> tuple[Plan | None, list[tuple[Finding, cst.CSTNode]]]:
    """The plan for as many of the findings as can be guarded, and which they are.

    Where some failures cannot be guarded, the others still can; only, nobody knows then whether all went well.
    """
    while wanted:
        try:
            return _plan(job, wanted, raised_on, counts), wanted
        except SitesRefused as refusal:
            sites = set(map(id, refusal.sites))
            job.refused += [(finding, str(refusal)) for finding, place in wanted if id(place) in sites]
            wanted = [(finding, place) for finding, place in wanted if id(place) not in sites]
            counts = False
        except Refused as refusal:
            job.refused += [(finding, str(refusal)) for finding, _ in wanted]
            break
    return None, []


def _to_guard(job: Job) -> list[tuple[Finding, cst.CSTNode]]:
    """The findings whose failures a guard may tell, and the places where these come out."""
    wanted: list[tuple[Finding, cst.CSTNode]] = []
    for finding, found in zip(job.findings, job.places, strict=True):
        try:
            place = _comes_out(job, finding, found)
        except Refused as refusal:
            job.refused.append((finding, str(refusal)))
            continue
        if world.names().ends(site_of(finding).call.rpartition(".")[2]):
            job.refused.append((finding, "it only tidies up"))
        elif in_handler(job.trees, place, job.node):
            job.refused.append((finding, "nobody wants a try within a handler or a finally"))
        else:
            wanted.append((finding, place))
    return wanted


def _at_failure(
    job: Job, plan: Plan, wanted: list[tuple[Finding, cst.CSTNode]], voice: Voice
) -> list[tuple[Voice, tuple[Context, ...]]]:
    """What each guard of a plan says. A guard that would say no more than a framework does is taken out of it, and its
    findings out of what is `wanted`."""
    guards, plan.guards = plan.guards, []
    found: list[tuple[Voice, tuple[Context, ...]]] = []
    for guard in guards:
        held = guard.block.body[guard.start : guard.end]
        own = [one for one, _ in _held_in(job, wanted, held)]
        own = own or [one for one, _ in wanted]  # a check of what came before
        context = job.told_in(guard.block, guard.start, held[0], own)
        said = job.about(voice, held, own).operation.words.plain
        says_more = context and (voice.templated or is_said(said, tells=True))
        if voice.counts is None and not says_more and all(one.code in _TOLD_ALREADY for one in own):
            how = "as `metrics` says" if job.settings.metrics == "none" else "`metrics` says how"
            why = (
                "the framework's traceback already reports it, nothing at hand says more, and this file "
                f"counts nothing{',' if job.settings.metrics == 'none' else ';'} {how}"
            )
            job.refused += [(one, why) for one in own]
            gone = set(map(id, own))
            wanted[:] = [(one, place) for one, place in wanted if id(one) not in gone]
            continue
        plan.guards.append(guard)
        found.append((job.about(voice, held, own), context))
    return found


def _plan(
    job: Job,
    wanted: Sequence[tuple[Finding, cst.CSTNode]],
    raised_on: Mapping[cst.CSTNode, tuple[cst.Try, cst.ExceptHandler]],
    counts: bool,
) -> Plan:
    planner = Planner(
        job.trees,
        counts=counts,
        most_lines=job.settings.fix_max_lines,
        swallows=lambda node: swallows(job, node),
        responses=KnownResponses(job.trees, job.resolver, job.function),
    )
    plan = planner.plan(
        job.function,
        job.node,
        [place for _, place in wanted],
        {place: raised_on[place] for _, place in wanted if place in raised_on},
    )
    tasks = [place for finding, place in wanted if site_of(finding).handling == "later"]
    if tasks and any(isinstance(guard, Hoist) for guard in plan.guards):
        raise SitesRefused("its task is awaited in a statement that cannot be guarded as a whole", tasks)
    for guard in plan.guards if job.settings.style != "note" else ():
        held = guard.block.body[guard.start : guard.end]
        try:
            for statement in held:
                job.check_secrets(statement, in_text=True)  # whoever gets the error next is shown all of it anyway
        except Refused as refusal:
            raise SitesRefused(str(refusal), [place for _, place in _held_in(job, wanted, held)]) from refusal
    return plan


def _held_in(
    job: Job, wanted: Sequence[tuple[Finding, cst.CSTNode]], held: Sequence[cst.CSTNode]
) -> list[tuple[Finding, cst.CSTNode]]:
    """Those of some findings whose places stand in some statements."""
    holding = set(map(id, held))
    return [
        (finding, place)
        for finding, place in wanted
        if any(id(one) in holding for one in (place, *job.trees.ancestors(place)))
    ]


def _comes_out(job: Job, finding: Finding, place: cst.CSTNode) -> cst.CSTNode:
    """The place of a finding, or the one where its failure comes out, where that is waited for. Raises Refused."""
    start = site_of(finding).comes_out
    if start is None:
        return place
    found = job.trees.landmark(start)
    around = job.trees.function_around(found) if found is not None else None
    if found is None or around is None or around[0] is not job.node:
        raise Refused("its failure is raised in another function")
    twin = job.trees.twin(found)
    read = _first_call(twin) if twin is not None else None
    if (
        read is not None
        and last_name(read) in ("exception", "add_done_callback")
        and isinstance(read.func, ast.Attribute)
    ):
        raise Refused("its failure is read as a value")
    return found


@lru_cache(maxsize=4)  # each task that comes out there asks
def _first_call(node: ast.AST) -> ast.Call | None:
    """The outermost call in a node, the first of them."""
    return next((one for one in ast.walk(node) if isinstance(one, ast.Call)), None)


def _raises_on(job: Job, finding: Finding) -> tuple[cst.Try, cst.ExceptHandler] | None:
    """The handler that catches a site's failure and raises it on, with its `try`."""
    row = site_of(finding).around.raised_on_row
    try:
        statement, handler = handler_of(job, row)
    except Refused:
        return None
    if not isinstance(statement, cst.Try) or not isinstance(handler, cst.ExceptHandler):
        return None
    return statement, handler


def swallows(job: Job, node: cst.With) -> bool:
    """Whether a `with` may end an exception by itself: anything that is not known to let it pass."""
    twin = job.trees.twin(node)
    if not isinstance(twin, (ast.With, ast.AsyncWith)):
        return True
    for item in twin.items:
        expr = item.context_expr.func if isinstance(item.context_expr, ast.Call) else item.context_expr
        where = Where(job.function, (expr.lineno, expr.col_offset))
        value = job.resolver.value(expr, where)
        if (
            isinstance(value, OwnFunction)
            and not value.function.holds("except")
            and not value.function.holds("suppress")
        ):
            continue
        if isinstance(value, Lib) and value.path == "contextlib.suppress":
            return True
        result = job.resolver.value(item.context_expr, where)
        if not isinstance(result, (Instance, Pending, Made)):
            return True
    return False
