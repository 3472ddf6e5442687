"""`InsertOwnership`: an entry log, a guard that logs, counts and raises again, and a success count."""

from __future__ import annotations

import ast

import libcst as cst

from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.edits import Job, site_of
from flake8_ownership.codemods.edits.handlers import handler_of
from flake8_ownership.codemods.plan import Planner
from flake8_ownership.index.values import Instance, Lib, Made, OwnFunction, Pending, Where
from flake8_ownership.rules import Finding


def insert(job: Job) -> None:
    """Owns the unowned sites of a function with one plan, or refuses them all."""
    try:
        voice = job.voices.of(job.function, successes=True)
        planner = Planner(
            job.trees,
            counts=voice.counts is not None,
            most_lines=job.settings.fix_max_lines,
            swallows=lambda node: swallows(job, node),
        )
        raised_on = {
            place: handler
            for finding, place in zip(job.findings, job.places, strict=True)
            if (handler := _raises_on(job, finding)) is not None
        }
        plan = planner.plan(job.function, job.node, job.places, raised_on)
    except Refused as refusal:
        job.refused += [(finding, str(refusal)) for finding in job.findings]
        return
    guard = plan.guards[0]
    at_entry = job.context(plan.entry[0].body[plan.entry[1]], after_failure=False) if plan.entry is not None else ()
    at_failure = job.context(guard.block.body[guard.start], after_failure=True)
    job.writer.plan(plan, voice, at_entry, at_failure)
    job.mended += job.findings


def _raises_on(job: Job, finding: Finding) -> tuple[cst.Try, cst.ExceptHandler] | None:
    """The handler that catches a site's failure and raises it on, with its `try`, where it may report first."""
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
            and "except" not in value.function.text
            and ("suppress" not in value.function.text)
        ):
            continue
        if isinstance(value, Lib) and value.path == "contextlib.suppress":
            return True
        result = job.resolver.value(item.context_expr, where)
        if not isinstance(result, (Instance, Pending, Made)):
            return True
    return False
