"""`AddRetryHook`: a retry of tenacity's logs each attempt that failed."""

from __future__ import annotations

import libcst as cst

from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.edits import Job, site_of
from flake8_ownership.codemods.edits.handlers import last_name
from flake8_ownership.rules import Finding

_RETRIES = frozenset({"retry", "AsyncRetrying", "Retrying"})


def add_hook(job: Job) -> None:
    """Adds the hook to the decorator of a function, or to what its loop iterates over."""
    done: set[cst.CSTNode] = set()

    def mend(finding: Finding, place: cst.CSTNode) -> None:
        if not site_of(finding).around.silent_retry.startswith("tenacity"):
            raise Refused("only tenacity's hooks are known")
        retry = _retry(job, place)
        if retry in done:
            return
        logger = job.voices.module_logger(job.function)
        if logger.library == "plain":
            raise Refused("it is not known what this logger is")
        hook = job.voices.additions.object("tenacity", "after_log")
        level = f"{job.voices.additions.module('logging')}.WARNING"
        given = cst.Arg(
            cst.parse_expression(f"{hook}({logger.expression}, {level})"),
            cst.Name("after"),
            equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
        )
        if isinstance(retry, cst.Call):
            job.writer.add_argument(retry, given)
        else:
            job.writer.substitute(retry, lambda node: _called(node, given))
        done.add(retry)

    job.each(mend)


def _retry(job: Job, place: cst.CSTNode) -> cst.CSTNode:
    """The expression of the retry: a call, or the bare name of a decorator."""
    found = [decorator.decorator for decorator in job.node.decorators]
    found += [node.iter for node in job.trees.ancestors(place) if isinstance(node, cst.For)]
    for expression in found:
        if last_name(expression.func if isinstance(expression, cst.Call) else expression) in _RETRIES:
            return expression
    raise Refused("the retry was not found again in LibCST's tree")


def _called(node: cst.CSTNode, argument: cst.Arg) -> cst.Call:
    assert isinstance(node, cst.BaseExpression)
    return cst.Call(node, [argument])
