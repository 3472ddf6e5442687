"""`ReplaceSuppress`: `with suppress(X)` becomes a `try` whose handler logs, counts, and still goes on."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace as replace_

import libcst as cst

from flake8_ownership.codemods import meant
from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.dialects import Context
from flake8_ownership.codemods.edits import Job, site_of
from flake8_ownership.codemods.edits.handlers import check_aside, check_told, is_mild, last_name, told_behind
from flake8_ownership.codemods.enclosing import in_handler
from flake8_ownership.codemods.operations import is_teardown
from flake8_ownership.codemods.voice import Voice
from flake8_ownership.codemods.writer import Layout, leading, with_leading
from flake8_ownership.index.values import OwnClass, Where
from flake8_ownership.rules import Finding

_CANCELLATION = frozenset({"BaseException", "CancelledError", "Cancelled"})
# What is caught by these may be anything.
_WIDE = frozenset(
    {"Exception", "OSError", "IOError", "HTTPError", "ClientError", "RequestException", "SQLAlchemyError"}
)
# Inside these, failures leave as a group: `suppress` looks into it, `except` does not.
_GROUPING = frozenset({"TaskGroup", "create_task_group", "open_nursery"})


def replace(job: Job) -> None:
    """Replaces each `suppress` around the sites of a function once."""
    done: set[cst.CSTNode] = set()

    def mend(finding: Finding, place: cst.CSTNode) -> None:
        node, index = _suppress(job, place, site_of(finding).ruling.guard_row)
        if node in done:
            return
        found = job.trees.place(node)
        if found is None or not isinstance(node.body, cst.IndentedBlock):
            raise Refused("the suppress is on the same line as what it guards")
        call = node.items[index].item
        assert isinstance(call, cst.Call)
        if node.items[index].asname is not None:
            raise Refused("what the suppress returns is assigned to a name")
        _check(job, node, call)
        _check_wish(job, node, call, finding)
        job.check_secrets(node)
        voice = job.voices.of(job.function, ends=finding.start.row, goes_on=True, before=finding.start.row)
        voice = replace_(
            job.about(voice, [node], [finding], goes_on=job.is_followed(node)),
            is_mild=bool(site_of(finding).ruling.tempered) or is_mild(job, voice, raises=False),
        )
        check_aside(job, [finding])
        context = job.told_in(*found, node, [finding])
        check_told(job, voice, context, node, [finding])
        job.writer.rewrite(*found, lambda updated, layout: _written(updated, index, voice, context, layout))
        job.voices.additions.leaves(_root(call.func))
        done.add(node)

    job.each(mend)


def _check_wish(job: Job, node: cst.With, call: cst.Call, finding: Finding) -> None:
    """Raises Refused where a `suppress` is there on purpose, or nobody wants a report in its place."""
    if is_teardown(job.function):
        raise Refused("it only tidies up")
    if in_handler(job.trees, node, job.node):
        raise Refused("a try inside a handler would be hard to read")
    if not any(last_name(argument.value) in _WIDE for argument in call.args):
        raise Refused("the suppressed error is named, so this is intended")
    if any(site.identity.kind == "ws" for site, _ in job.failing([finding])):
        raise Refused("the peer may simply have disconnected, which is not a failure")
    if any(_is_own(job, argument.value) for argument in call.args):
        raise Refused("the project suppresses an error of its own, so this is intended")
    if meant.explained(job.module.source, job.trees.twin(node)):
        raise Refused("a comment there says why the failure may end there")
    if told_behind(job, node, None):
        raise Refused("what follows it reports the failure")


def _suppress(job: Job, place: cst.CSTNode, row: int | None) -> tuple[cst.With, int]:
    """The `with` around a site that suppresses, by the row of the call, and which of its items does."""
    for outer in job.trees.ancestors(place):
        twin = job.trees.twin(outer)
        if isinstance(outer, cst.With) and isinstance(twin, (ast.With, ast.AsyncWith)):
            for index, item in enumerate(twin.items):
                written = outer.items[index].item
                if (
                    item.context_expr.lineno == row
                    and isinstance(written, cst.Call)
                    and last_name(written.func) == "suppress"
                ):
                    return outer, index
    raise Refused("its suppress was not found again in LibCST's tree")


def _is_own(job: Job, caught: cst.BaseExpression) -> bool:
    """Whether what is suppressed is an error of the project's own."""
    twin = job.trees.twin(caught)
    if not isinstance(twin, ast.expr):
        return False
    value = job.resolver.value(twin, Where(job.function, (twin.lineno, twin.col_offset)))
    return isinstance(value, OwnClass)


def _check(job: Job, node: cst.With, call: cst.Call) -> None:
    if any(last_name(argument.value) in _CANCELLATION for argument in call.args):
        raise Refused("the suppress hides cancellation as well, which is no failure")
    for below in job.trees.below(node):
        if isinstance(below, cst.Yield):
            raise Refused("the suppress contains a yield: it gets the consumer's exceptions as well")
        if isinstance(below, cst.Call) and last_name(below.func) in _GROUPING:
            raise Refused("the suppress looks into the exception group of a task group, which an except would not")


def _written(
    updated: cst.BaseStatement, index: int, voice: Voice, context: tuple[Context, ...], layout: Layout
) -> Sequence[cst.BaseStatement]:
    assert isinstance(updated, cst.With)
    assert isinstance(updated.body, cst.IndentedBlock)
    call = updated.items[index].item
    assert isinstance(call, cst.Call)
    outer, inner = updated.items[:index], updated.items[index + 1 :]
    deeper = 1 if outer else 0
    body = updated.body
    if inner:
        body = cst.IndentedBlock([_with(updated, inner, body)])
    name = cst.AsName(cst.Name(voice.error)) if voice.names_error else None
    told = [*voice.failure(voice.error, context), voice.counted_failure(voice.error)]
    handler = cst.ExceptHandler(
        cst.IndentedBlock(layout.calls(told, 1 + deeper)),
        _caught(call),
        name,
    )
    guarded: cst.BaseStatement = cst.Try(body, [handler])
    if outer:
        guarded = _with(updated, outer, cst.IndentedBlock([guarded]))
    return [with_leading(guarded, leading(updated))]


def _with(node: cst.With, items: Sequence[cst.WithItem], body: cst.IndentedBlock) -> cst.With:
    """The same `with` for some of its items."""
    kept = [*items[:-1], items[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)]
    return node.with_changes(items=kept, body=body, leading_lines=())


def _caught(call: cst.Call) -> cst.BaseExpression:
    """What an `except` catches in place of the arguments of `suppress`."""
    if len(call.args) == 1 and not call.args[0].star:
        return call.args[0].value
    elements: list[cst.BaseElement] = [
        cst.StarredElement(argument.value) if argument.star else cst.Element(argument.value) for argument in call.args
    ]
    return cst.Tuple(elements, lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _root(node: cst.BaseExpression) -> str:
    while isinstance(node, cst.Attribute):
        node = node.value
    return node.value if isinstance(node, cst.Name) else ""
