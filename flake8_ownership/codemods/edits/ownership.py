"""`InsertOwnership`: an entry log, a guard that logs, counts and raises again, and a success count."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import libcst as cst

from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.dialects import Context
from flake8_ownership.codemods.edits import Job, site_of
from flake8_ownership.codemods.edits.handlers import handler_of
from flake8_ownership.codemods.guards import Hoist
from flake8_ownership.codemods.objections import translates
from flake8_ownership.codemods.operations import left_alone
from flake8_ownership.codemods.plan import Plan, Planner, SitesRefused, in_handler
from flake8_ownership.codemods.responses import KnownResponses
from flake8_ownership.codemods.words import words
from flake8_ownership.index.values import Instance, Lib, Made, OwnFunction, Pending, Where
from flake8_ownership.rules import Finding


def insert(job: Job) -> None:
    """Owns the unowned sites of a function with one plan; a task where its failure comes out."""
    why = left_alone(job.function, job.resolver.project.root) or job.answering.of(job.function)
    if why:
        job.refused += [(finding, why) for finding in job.findings]
        return
    try:
        voice = job.voices.of(job.function, successes=True, before=min(one.start.row for one in job.findings))
    except Refused as refusal:
        job.refused += [(finding, str(refusal)) for finding in job.findings]
        return
    wanted: list[tuple[Finding, cst.CSTNode]] = []
    for finding, found in zip(job.findings, job.places, strict=True):
        try:
            place = _comes_out(job, finding, found)
        except Refused as refusal:
            job.refused.append((finding, str(refusal)))
            continue
        if site_of(finding).call.rpartition(".")[2] in words("teardown"):
            job.refused.append((finding, "it only tidies up"))
        elif in_handler(job.trees, place, job.node):
            job.refused.append((finding, "a try within a handler or a finally is nobody's wish"))
        else:
            wanted.append((finding, place))
    # Where some failures cannot be guarded, the others still can; only, nobody knows whether all went well.
    plan: Plan | None = None
    counts = voice.counts is not None
    while wanted and plan is None:
        try:
            plan = _plan(job, wanted, counts)
        except SitesRefused as refusal:
            job.refused += [(finding, str(refusal)) for finding, place in wanted if place in refusal.sites]
            wanted = [(finding, place) for finding, place in wanted if place not in refusal.sites]
            counts = False
        except Refused as refusal:
            job.refused += [(finding, str(refusal)) for finding, _ in wanted]
            return
    if plan is None:
        return
    at_failure = []
    for guard in plan.guards:
        held = guard.block.body[guard.start : guard.end]
        own = [one for one, place in wanted if any(at in held for at in (place, *job.trees.ancestors(place)))]
        own = own or [one for one, _ in wanted]  # a check of what came before
        context = job.told_in(guard.block, guard.start, held[0], own)
        at_failure.append((job.about(voice, held, own), context))
    at_entry: tuple[Context, ...] = ()
    if plan.entry is not None and (not job.begun_before(plan.entry) or job.settings.entry_log != "auto"):
        at_entry = job.context(plan.entry[0].body[plan.entry[1]], after_failure=False)
    job.writer.plan(plan, voice, at_entry, at_failure)
    job.mended += [finding for finding, _ in wanted]


def _plan(job: Job, wanted: Sequence[tuple[Finding, cst.CSTNode]], counts: bool) -> Plan:
    planner = Planner(
        job.trees,
        counts=counts,
        most_lines=job.settings.fix_max_lines,
        swallows=lambda node: swallows(job, node),
        responses=KnownResponses(job.trees, job.resolver, job.function),
    )
    raised_on = {
        place: handler for finding, place in wanted if (handler := _raises_on(job, finding, place)) is not None
    }
    plan = planner.plan(job.function, job.node, [place for _, place in wanted], raised_on)
    tasks = [place for finding, place in wanted if site_of(finding).handling == "later"]
    if tasks and any(isinstance(guard, Hoist) for guard in plan.guards):
        raise SitesRefused("its task is awaited in a statement that cannot be guarded as a whole", tasks)
    for guard in plan.guards if job.settings.style != "note" else ():
        held = guard.block.body[guard.start : guard.end]
        try:
            for statement in held:
                job.check_secrets(statement, in_text=True)  # whoever gets the error next is shown all of it anyway
        except Refused as refusal:
            inside = [place for _, place in wanted if any(one in held for one in (place, *job.trees.ancestors(place)))]
            raise SitesRefused(str(refusal), inside) from refusal
    return plan


def _comes_out(job: Job, finding: Finding, place: cst.CSTNode) -> cst.CSTNode:
    """The place of a finding, or the one where its failure comes out, where that is waited for. Raises Refused."""
    start = site_of(finding).comes_out
    if start is None:
        return place
    found = job.trees.landmark(start)
    around = job.trees.function_around(found) if found is not None else None
    if found is None or around is None or around[0] is not job.node:
        raise Refused("its failure comes out in another function")
    twin = job.trees.twin(found)
    reads = [node for node in ast.walk(twin) if isinstance(node, ast.Call)] if twin is not None else []
    if reads and isinstance(reads[0].func, ast.Attribute) and reads[0].func.attr in ("exception", "add_done_callback"):
        raise Refused("its failure is read as a value")
    return found


def _raises_on(job: Job, finding: Finding, place: cst.CSTNode) -> tuple[cst.Try, cst.ExceptHandler] | None:
    """The handler that catches a site's failure and raises it on, with its `try`, where it may report first. Raises
    Refused where it makes another error of it."""
    row = site_of(finding).around.raised_on_row
    try:
        statement, handler = handler_of(job, row)
    except Refused:
        return None
    if not isinstance(statement, cst.Try) or not isinstance(handler, cst.ExceptHandler):
        return None
    if translates(job.trees, handler):
        raise SitesRefused("a handler makes another error of it, for the caller to handle", [place])
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
