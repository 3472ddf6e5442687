"""`InsertOwnership`: an entry log, a guard that logs, counts and raises again, and a success count."""

from __future__ import annotations

import ast

import libcst as cst

from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.edits import Job
from flake8_ownership.codemods.plan import Planner
from flake8_ownership.index.values import Instance, Lib, Made, OwnFunction, Pending, Where
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import Site


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
        pairs = list(zip(job.findings, job.places, strict=True))
        reraised = {place for finding, place in pairs if _is_reraised(finding)}
        plan = planner.plan(job.function, job.node, job.places, reraised)
    except Refused as refusal:
        job.refused += [(finding, str(refusal)) for finding in job.findings]
        return
    guard = plan.guards[0]
    at_entry = job.context(plan.entry[0].body[plan.entry[1]], after_failure=False) if plan.entry is not None else ()
    at_failure = job.context(guard.block.body[guard.start], after_failure=True)
    job.writer.plan(plan, voice, at_entry, at_failure)
    job.mended += job.findings


def _is_reraised(finding: Finding) -> bool:
    return isinstance(finding.fact, Site) and finding.fact.ruling.reraised


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
