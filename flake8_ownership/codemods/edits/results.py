"""`ReadResults` and `ReadDone`: what a gather or wait gives back is read, and its exceptions are logged and counted."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache

import libcst as cst

from flake8_ownership.codemods import meant, names
from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.call_words import is_said, is_sentence
from flake8_ownership.codemods.dialects import Context
from flake8_ownership.codemods.edits import Job
from flake8_ownership.codemods.edits.handlers import last_name, varies
from flake8_ownership.codemods.enclosing import in_handler
from flake8_ownership.codemods.trees import Block, Trees
from flake8_ownership.codemods.voice import Voice
from flake8_ownership.codemods.writer import Layout, leading, with_leading
from flake8_ownership.index import trees
from flake8_ownership.index.module import last_name as last_name_called
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import Task


def read(job: Job) -> None:
    """`ReadResults`: reads the results of each gather of a function once."""
    done: set[cst.CSTNode] = set()
    said_of: dict[cst.Call | None, set[str]] = {}

    def mend(finding: Finding, place: cst.CSTNode) -> None:
        gather = _gather(job, place)
        if gather in done:
            return
        block, index = _statement(job, gather)
        if in_handler(job.trees, gather, job.node):
            raise Refused("it only tidies up")
        if meant.asked_again(job.trees, block, job.node):
            raise Refused("a loop tries it again after a while")
        job.check_secrets(block.body[index])
        voice = job.voices.of(job.function, ends=finding.start.row, goes_on=True, before=finding.start.row)
        used = names.used_in(job.function)
        results = names.free(("results", "outcomes", "answers"), used)
        one = names.free(("result", "outcome", "answer"), used | {results})
        # Where all that is gathered is the same, that has failed, and not the function, which goes on.
        if not said_of:
            for one_of, at in zip(job.findings, job.places, strict=True):
                said_of.setdefault(_around(job, at), set()).add(job.said_of_task(one_of))
        said = said_of.get(gather) or {job.said_of_task(finding)}
        voice = job.about(voice, [block.body[index]], [finding], goes_on=len(said) == 1 and all(map(is_sentence, said)))
        context = job.context(block.body[index], after_failure=True, calls=job.failing([finding]))
        if not context:
            _check_said(voice, tells=not varies(job, [finding]))
        job.writer.rewrite(
            block, index, lambda updated, layout: _written(updated, results, one, voice, context, layout)
        )
        done.add(gather)

    job.each(mend)


def _check_said(voice: Voice, *, tells: bool) -> None:
    """Refuses to log what has no words. Raises Refused."""
    is_free = voice.tracker is not None or voice.counts is not None or voice.templated
    if not is_free and not is_said(voice.operation.words.plain, tells=tells):
        raise Refused("nothing names what fails there in words that a log could use")


def _gather(job: Job, place: cst.CSTNode) -> cst.Call:
    """The gather around a call; else the only one of the function whose results nobody takes."""
    around = _around(job, place)
    if around is not None:
        return around
    dropped = [node for node in _gathers(job) if job.trees.place(node) is not None and _is_dropped(job, node)]
    if len(dropped) != 1:
        raise Refused("it is not clear which gather takes the call's result")
    return dropped[0]


def _around(job: Job, place: cst.CSTNode) -> cst.Call | None:
    for outer in job.trees.ancestors(place):
        if isinstance(outer, cst.Call) and _returns_exceptions(outer):
            return outer
        if outer is job.node:
            break
    return None


def _gathers(job: Job) -> Iterator[cst.Call]:
    for node in job.trees.below(job.node.body):
        if isinstance(node, cst.Call) and _returns_exceptions(node):
            yield node


def _returns_exceptions(call: cst.Call) -> bool:
    return last_name(call.func) == "gather" and any(
        argument.keyword is not None and argument.keyword.value == "return_exceptions" for argument in call.args
    )


def _is_dropped(job: Job, gather: cst.Call) -> bool:
    place = job.trees.place(gather)
    return place is not None and _awaited(place[0].body[place[1]]) is not None


def _statement(job: Job, gather: cst.Call) -> tuple[Block, int]:
    """Where the statement stands that awaits a gather and drops its results."""
    place = job.trees.place(gather)
    if place is None or not isinstance(place[0], cst.IndentedBlock):
        raise Refused("the gather is on one line with other statements")
    if _awaited(place[0].body[place[1]]) is None:
        raise Refused("the gather is part of a larger expression")
    return place


def _awaited(statement: cst.CSTNode) -> cst.BaseExpression | None:
    """What a statement awaits whose result it drops: `await …` alone, or assigned to `_`."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return None
    small = statement.body[0]
    if isinstance(small, cst.Assign) and len(small.targets) == 1 and last_name_of(small.targets[0].target) == "_":
        return small.value if isinstance(small.value, cst.Await) else None
    return small.value if isinstance(small, cst.Expr) and isinstance(small.value, cst.Await) else None


def last_name_of(node: cst.CSTNode) -> str:
    return node.value if isinstance(node, cst.Name) else ""


def _written(
    updated: cst.BaseStatement, results: str, one: str, voice: Voice, context: tuple[Context, ...], layout: Layout
) -> Sequence[cst.BaseStatement]:
    assert isinstance(updated, cst.SimpleStatementLine)
    value = _awaited(updated)
    assert value is not None
    bound = updated.with_changes(body=[cst.Assign([cst.AssignTarget(cst.Name(results))], value)])
    told = layout.calls([*voice.failure_of(one, context), voice.counted_failure(one)], 2)
    check = cst.If(cst.parse_expression(f"isinstance({one}, Exception)"), cst.IndentedBlock(told))
    loop = cst.For(cst.Name(one), cst.Name(results), cst.IndentedBlock([check]))
    return [with_leading(bound, leading(updated)), loop]


# -- asyncio.wait


def read_done(job: Job) -> None:
    """`ReadDone`: reads the done tasks of each wait of a function once."""
    done: set[cst.CSTNode] = set()

    def mend(finding: Finding, place: cst.CSTNode) -> None:
        assert isinstance(finding.fact, Task)
        block, index = _wait(job, place)
        statement = block.body[index]
        if statement in done:
            return
        if len(_started(job.function.node)) > 1:
            raise Refused("several tasks are awaited, and a log would name only one of them")
        if _asked_later(job, statement):
            raise Refused("the function asks the tasks for their failures later on")
        at = job.trees.place(place)
        job.check_secrets(at[0].body[at[1]] if at is not None else statement)
        voice = job.voices.of(job.function, ends=finding.start.row, goes_on=True)
        voice = job.about(voice, [statement], [finding])
        used = names.used_in(job.function)
        rest = names.free(("_", "pending", "_pending"), used)
        names_ = (names.free(("done", "finished"), used), rest, names.free(("task", "one", "each"), used))
        context = job.context(statement, after_failure=True)
        _check_said(voice, tells=bool(context))
        job.writer.rewrite(
            block, index, lambda updated, layout: _with_done_read(updated, names_, voice, context, layout)
        )
        done.add(statement)

    job.each(mend)


@lru_cache(maxsize=4)  # each wait of a function asks
def _started(function: ast.AST) -> set[str]:
    """What the tasks run that a function starts; sleeping aside, which does not fail."""
    makers = (
        node
        for node in trees.nodes(function)
        if isinstance(node, ast.Call) and node.args and last_name_called(node) in ("create_task", "ensure_future")
    )
    run = {last_name_called(one.args[0]) if isinstance(one.args[0], ast.Call) else "" for one in makers}
    return run - {"sleep"}


def _asked_later(job: Job, statement: cst.CSTNode) -> bool:
    """Whether what a statement waits for is gathered, or asked for its result, behind it."""
    twin = job.statement(statement)
    if twin is None:
        return False
    waited = {node.id for node in ast.walk(twin) if isinstance(node, ast.Name)} - {"asyncio"}
    end = twin.end_lineno or twin.lineno
    return any(row > end and names_ & waited for row, names_ in _asking(job.function.node))


@lru_cache(maxsize=4)  # each wait of a function asks
def _asking(function: ast.AST) -> list[tuple[int, set[str]]]:
    """Where a function gathers tasks or asks them for their results, and the names in there."""
    return [
        (node.lineno, {one.id for one in ast.walk(node) if isinstance(one, ast.Name)})
        for node in trees.nodes(function)
        if isinstance(node, ast.Call) and last_name_called(node) in ("gather", "exception", "result")
    ]


def _wait(job: Job, place: cst.CSTNode) -> tuple[Block, int]:
    """Where the statement stands that waits and looks at nothing that is done."""
    own = job.trees.place(place)
    found = _waits(job.trees, job.node)
    if own is not None and own in found:
        return own
    if len(found) != 1:
        raise Refused("it is not clear which wait the task is done in, or its statement does more than wait")
    return next(iter(found))


@lru_cache(maxsize=4)  # each wait of a function asks
def _waits(code: Trees, function: cst.FunctionDef) -> dict[tuple[Block, int], None]:
    """Where the statements of a function stand that wait and look at nothing that is done."""
    places = (
        code.place(node)
        for node in code.below(function.body)
        if isinstance(node, cst.Call) and last_name(node.func) == "wait"
    )
    return dict.fromkeys(
        at
        for at in places
        if at is not None and isinstance(at[0], cst.IndentedBlock) and _done_name(at[0].body[at[1]]) is not None
    )


def _done_name(statement: cst.CSTNode) -> str | None:
    """What a statement that only waits calls the done tasks; empty where it drops them, None for any other."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return None
    small = statement.body[0]
    if isinstance(small, cst.Expr) and isinstance(small.value, cst.Await):
        return ""
    if isinstance(small, cst.Assign) and len(small.targets) == 1 and isinstance(small.value, cst.Await):
        target = small.targets[0].target
        if last_name_of(target) == "_":
            return ""
        if isinstance(target, cst.Tuple) and len(target.elements) == 2:
            return last_name_of(target.elements[0].value) or None
    return None


def _with_done_read(
    updated: cst.BaseStatement,
    free: tuple[str, str, str],
    voice: Voice,
    context: tuple[Context, ...],
    layout: Layout,
) -> Sequence[cst.BaseStatement]:
    assert isinstance(updated, cst.SimpleStatementLine)
    finished, rest, one = free
    small = updated.body[0]
    assert isinstance(small, (cst.Expr, cst.Assign))
    name = _done_name(updated)
    if not name:
        target = cst.Tuple([cst.Element(cst.Name(finished)), cst.Element(cst.Name(rest))], lpar=[], rpar=[])
        small = cst.Assign([cst.AssignTarget(target)], small.value)
        name = finished
    elif name == "_":
        assert isinstance(small, cst.Assign)
        target = cst.ensure_type(small.targets[0].target, cst.Tuple)
        first = target.elements[0].with_changes(value=cst.Name(finished))
        small = small.with_changes(
            targets=[cst.AssignTarget(target.with_changes(elements=[first, target.elements[1]]))]
        )
        name = finished
    error = f"{one}.exception()"
    told = layout.calls([*voice.failure_of(error, context), voice.counted_failure(error)], 2)
    test = cst.parse_expression(f"not {one}.cancelled() and {one}.exception() is not None")
    loop = cst.For(cst.Name(one), cst.Name(name), cst.IndentedBlock([cst.If(test, cst.IndentedBlock(told))]))
    return [updated.with_changes(body=[small]), loop]
