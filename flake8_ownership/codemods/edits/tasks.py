"""`AddDoneCallback`: a task or future that nobody asks gets a callback that logs what it ended with."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

import libcst as cst

from flake8_ownership.codemods import names
from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.dialects import Call, Context, Helper, quoted
from flake8_ownership.codemods.edits import Job
from flake8_ownership.codemods.edits.handlers import last_name
from flake8_ownership.codemods.layout import oldest_python
from flake8_ownership.codemods.trees import Block, Trees
from flake8_ownership.codemods.writer import Layout, leading, with_leading
from flake8_ownership.index.module import Function
from flake8_ownership.index.values import Closure, OwnClass, OwnFunction, Where
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import Task

_NAME = "log_failure"
_MAKERS = frozenset({"create_task", "ensure_future", "run_coroutine_threadsafe", "run_in_executor"})
_REPORTS = re.compile(r"\.(error|exception|warning|critical)\(|capture_exception\(|record_exception\(")


def add_callback(job: Job) -> None:
    """Gives each task of a function one callback."""
    done: set[cst.CSTNode] = set()

    def mend(finding: Finding, place: cst.CSTNode) -> None:
        assert isinstance(finding.fact, Task)
        maker = _maker(job, place, finding.fact.maker)
        if maker in done:
            return
        at = job.trees.place(maker)
        if at is None or not isinstance(at[0], cst.IndentedBlock):
            raise Refused("the task is started on one line with other statements")
        job.check_secrets(at[0].body[at[1]])
        _watch(job, at, maker)
        done.add(maker)

    job.each(mend)


def _maker(job: Job, place: cst.CSTNode, written: str) -> cst.Call:
    """The call that starts the task, by how it is written; only of asyncio's own it is known what it gives."""
    wanted = written.rpartition(".")[2]
    if wanted not in _MAKERS:
        raise Refused(f"it is not known what {written} gives")
    for node in (place, *job.trees.ancestors(place)):
        if isinstance(node, cst.Call) and last_name(node.func) == wanted:
            twin = job.trees.twin(node)
            assert isinstance(twin, ast.Call)
            maker = job.resolver.value(twin.func, Where(job.function, (twin.lineno, twin.col_offset)))
            if isinstance(maker, (OwnFunction, OwnClass, Closure)):
                raise Refused(f"{written} is the project's own, and it is not known what it gives")
            return node
    raise Refused("what starts the task was not found again in LibCST's tree")


def _watch(job: Job, at: tuple[Block, int], maker: cst.Call) -> None:
    """Adds the callback to a statement that starts a task: dropped, assigned, or put into a container."""
    block, index = at
    statement = block.body[index]
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 else None
    if isinstance(small, cst.Assign) and len(small.targets) == 1 and small.value is maker:
        handle = job.trees.code(small.targets[0].target)
        if not re.fullmatch(r"[\w.]+", handle):
            raise Refused("the handle of the task is not kept under a plain name")
        callback = _callback(job, last_name(maker.func))
        forgetting = _forgetting(job, handle, block, index)
        if forgetting is not None:
            job.writer.before(*forgetting, _adding(handle, callback))
        else:
            job.writer.after(block, index, _adding(handle, callback))
        return
    kept = isinstance(small, cst.Expr) and isinstance(small.value, cst.Call) and _is_lone_argument(small.value, maker)
    if not isinstance(small, cst.Expr) or not (small.value is maker or kept):
        raise Refused("the task is started inside a larger expression")
    callback = _callback(job, last_name(maker.func))
    used = names.used_in(job.function)
    future = last_name(maker.func) in ("run_coroutine_threadsafe", "run_in_executor")
    name = names.free(("future", "call_future") if future else ("task", "new_task"), used)

    def written(updated: cst.BaseStatement, layout: Layout) -> list[cst.BaseStatement]:
        assert isinstance(updated, cst.SimpleStatementLine)
        expression = cst.ensure_type(updated.body[0], cst.Expr)
        call = cst.ensure_type(expression.value, cst.Call)
        made = call.args[0].value if kept else call
        bound = updated.with_changes(body=[cst.Assign([cst.AssignTarget(cst.Name(name))], made)])
        lines: list[cst.BaseStatement] = [with_leading(bound, leading(updated))]
        if kept:
            putting = call.with_changes(args=[cst.Arg(cst.Name(name))])
            lines.append(cst.SimpleStatementLine([expression.with_changes(value=putting)]))
        return [*lines, layout.call(_adding(name, callback))]

    job.writer.rewrite(block, index, written)


def _adding(handle: str, callback: str) -> Call:
    return Call(f"{handle}.add_done_callback", (callback,))


def _is_lone_argument(call: cst.Call, maker: cst.Call) -> bool:
    return last_name(call.func) in ("add", "append") and len(call.args) == 1 and call.args[0].value is maker


def _forgetting(job: Job, handle: str, block: Block, index: int) -> tuple[Block, int] | None:
    """Where a later statement of the block adds a callback that only forgets the task: the failure is told before."""
    for node in _given_callbacks(job.trees, job.node).get(handle, ()):
        found = job.trees.place(node)
        if found is not None and found[0] is block and found[1] > index:
            return found
    return None


@lru_cache(maxsize=8)  # each task of a function asks
def _given_callbacks(trees: Trees, function: cst.FunctionDef) -> dict[str, list[cst.Call]]:
    """The calls that give a task a callback, by what the task is written as."""
    found: dict[str, list[cst.Call]] = {}
    for node in trees.below(function.body):
        match node:
            case cst.Call(func=cst.Attribute(value=task, attr=cst.Name(value="add_done_callback"))):
                found.setdefault(trees.code(task), []).append(node)
    return found


def _callback(job: Job, maker: str) -> str:
    """The name of the module's function that logs what a task ended with; it is given one where it has none."""
    for function in job.module.all_functions:
        if _is_callback(function):
            return function.name
    additions = job.voices.additions
    wanted = "capture_failure" if job.voices.tracks else _NAME
    known = next((helper.name for helper in additions.helpers if helper.name.startswith(wanted)), None)
    if known is not None:
        return known
    below = job.trees.top(job.node)
    kind, subject = _kind(job, maker)
    if _is_too_old(job):
        kind = quoted(kind, job.voices.quote)
    name = additions.free(wanted, f"{wanted}_of")
    which = (Context("task", "task.get_name()"),) if subject == "task" else ()
    said = "Background task failed" if subject == "task" else f"A {subject} failed"
    (told,) = job.voices.told_at_top(job.function.first_row, f"{subject}.exception()", said, which)
    text = (
        f"def {name}({subject}: {kind}) -> None:\n"
        f"\tif not {subject}.cancelled() and {subject}.exception() is not None:\n"
        f"\t\t{told}\n"
    )
    additions.help(Helper(name, text, below))
    return name


def _is_too_old(job: Job) -> bool:
    """Whether the project runs on a Python whose futures take no type in brackets, and its annotations are run."""
    oldest = oldest_python(Path(job.module.path).parent)
    return oldest is not None and oldest < (3, 9) and "annotations" not in job.module.body.bindings


def _kind(job: Job, maker: str) -> tuple[str, str]:
    """The type of what a maker gives, as the module can write it, and what to call it."""
    additions = job.voices.additions
    if maker == "run_coroutine_threadsafe":
        future = additions.object("concurrent.futures", "Future")
        return f"{future}[{additions.object('typing', 'Any')}]", "future"
    if maker == "run_in_executor":
        return f"{additions.module('asyncio')}.Future[{additions.object('typing', 'Any')}]", "future"
    return f"{additions.module('asyncio')}.Task[object]", "task"


def _is_callback(function: Function) -> bool:
    """Whether a function of the module takes a task and reports its exception."""
    arguments = function.node.args
    alone = len(arguments.posonlyargs) + len(arguments.args) == 1 and not function.is_async
    return alone and ".exception()" in function.text and bool(_REPORTS.search(function.text))
