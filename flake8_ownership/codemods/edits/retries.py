"""`AddRetryHook`: a library's retry logs each attempt that failed, by the hook that the catalogue names for it."""

from __future__ import annotations

import libcst as cst

from flake8_ownership.catalogue import Catalogue
from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.edits import Job, site_of
from flake8_ownership.codemods.edits.handlers import last_name
from flake8_ownership.rules import Finding


def add_hook(job: Job) -> None:
    """Adds the hook to the decorator of a function, or to what its loop iterates over."""
    done: set[cst.CSTNode] = set()

    def mend(finding: Finding, place: cst.CSTNode) -> None:
        path = site_of(finding).around.silent_retry
        known = Catalogue().retry(path)
        if known is None or not known.hook:
            raise Refused(f"{path} has no known hook")
        retry = _retry(job, place, path)
        if retry in done:
            return
        logger = job.voices.module_logger(job.function)
        if logger.library == "plain":
            raise Refused("it is not known what this logger is")
        hook = job.voices.additions.object(*_module_and_name(known.hook))
        level = f"{job.voices.additions.module('logging')}.WARNING"
        given = cst.Arg(
            cst.parse_expression(f"{hook}({logger.expression}, {level})"),
            cst.Name(known.hook_keyword),
            equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
        )
        if isinstance(retry, cst.Call):
            job.writer.add_argument(retry, given)
        else:
            job.writer.substitute(retry, lambda node: _called(node, given))
        done.add(retry)

    job.each(mend)


def _module_and_name(path: str) -> tuple[str, str]:
    module, _, name = path.rpartition(".")
    return module, name


def _retry(job: Job, place: cst.CSTNode, path: str) -> cst.CSTNode:
    """The expression of the retry of a path: a call, or the bare name of a decorator."""
    found = [decorator.decorator for decorator in job.node.decorators]
    found += [node.iter for node in job.trees.ancestors(place) if isinstance(node, cst.For)]
    for expression in found:
        if last_name(expression.func if isinstance(expression, cst.Call) else expression) == path.rpartition(".")[2]:
            return expression
    raise Refused("the retry was not found again in LibCST's tree")


def _called(node: cst.CSTNode, argument: cst.Arg) -> cst.Call:
    assert isinstance(node, cst.BaseExpression)
    return cst.Call(node, [argument])
