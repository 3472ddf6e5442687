"""`AddDoneCallback`: a task or future that nobody asks gets a callback that logs what it ended with."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import libcst as cst

from flake8_ownership.catalogue import world
from flake8_ownership.codemods import names
from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.call_words import of_task
from flake8_ownership.codemods.dialects import Call, Context, Define, Helper, quoted
from flake8_ownership.codemods.edits import Job, coroutines
from flake8_ownership.codemods.edits.handlers import last_name
from flake8_ownership.codemods.layout import oldest_python
from flake8_ownership.codemods.trees import Block, Trees
from flake8_ownership.codemods.writer import Layout, leading, with_leading
from flake8_ownership.index import trees
from flake8_ownership.index.module import Function, Module
from flake8_ownership.index.module import last_name as last_name_called
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Closure, OwnClass, OwnFunction, OwnInstance, Where
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import Task
from flake8_ownership.sites.surroundings import spelled

_NAME = "log_failure"
_CAPTURES = "capture_failure"
_TASKS = frozenset({"create_task", "ensure_future"})
_UNASKED = frozenset({"dropped", "kept"})
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
        _check_given(job, at[0].body[at[1]])
        _watch(job, finding, at, maker)
        done.add(maker)

    job.each(mend)


def _check_given(job: Job, statement: cst.CSTNode) -> None:
    """Refuses to watch a task that is given to an object of the project, which may watch it. Raises Refused."""
    twin = job.statement(statement)
    if not isinstance(twin, ast.Assign) or len(twin.targets) != 1:
        return
    watcher = _watcher(job.function, job.resolver, spelled(twin.targets[0]))
    if watcher:
        raise Refused(f"{watcher}() is given the task, and may watch it")


@lru_cache(maxsize=8)  # each task of one name asks
def _watcher(function: Function, resolver: Resolver, handle: str) -> str:
    """The first method of an object of the project that a function gives what is called so; empty for none."""
    for method in _takers(function.node).get(handle, ()):
        receiver = method.value
        value = resolver.value(receiver, Where(function, (receiver.lineno, receiver.col_offset)))
        if isinstance(value, OwnInstance):
            return ast.unparse(method)
    return ""


@lru_cache(maxsize=4)  # each task of a function asks
def _takers(function: ast.AST) -> dict[str, list[ast.Attribute]]:
    """The methods that a function gives something to, by what that is called."""
    found: dict[str, list[ast.Attribute]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            for given in node.args:
                if isinstance(given, (ast.Name, ast.Attribute)):
                    found.setdefault(spelled(given), []).append(node.func)
    return found


def _maker(job: Job, place: cst.CSTNode, written: str) -> cst.Call:
    """The call that starts the task, by how it is written; only of asyncio's own it is known what it gives."""
    wanted = written.rpartition(".")[2]
    if wanted not in _MAKERS:
        raise Refused(f"it is not known what {written} returns")
    for node in (place, *job.trees.ancestors(place)):
        if isinstance(node, cst.Call) and last_name(node.func) == wanted:
            twin = job.trees.twin(node)
            assert isinstance(twin, ast.Call)
            maker = job.resolver.value(twin.func, Where(job.function, (twin.lineno, twin.col_offset)))
            if isinstance(maker, (OwnFunction, OwnClass, Closure)):
                raise Refused(f"{written} is the project's own, and it is not known what it returns")
            return node
    raise Refused("what starts the task was not found again in LibCST's tree")


def _watch(job: Job, finding: Finding, at: tuple[Block, int], maker: cst.Call) -> None:
    """Adds the callback to a statement that starts a task: dropped, assigned, or put into a container."""
    assert isinstance(finding.fact, Task)
    given = _given(job, maker) if finding.fact.fate in _UNASKED and last_name(maker.func) in _TASKS else None
    function = coroutines.own(job, given) if given is not None else None
    if given is not None and function is not None and not _own_callback(job.module) and not job.voices.tracks:
        coroutines.catch(job, finding, function, given)
        return
    block, index = at
    statement = block.body[index]
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 else None
    if isinstance(small, cst.Assign) and len(small.targets) == 1 and small.value is maker:
        handle = job.trees.code(small.targets[0].target)
        if not re.fullmatch(r"[\w.]+", handle):
            raise Refused("the handle of the task is not assigned to a plain name")
        callback = _callback(job, finding, maker, at)
        forgetting = _forgetting(job, handle, block, index)
        if forgetting is not None:
            job.writer.before(*forgetting, _adding(handle, callback))
        else:
            job.writer.after(block, index, _adding(handle, callback))
        return
    kept = isinstance(small, cst.Expr) and isinstance(small.value, cst.Call) and _is_lone_argument(small.value, maker)
    if not isinstance(small, cst.Expr) or not (small.value is maker or kept):
        raise Refused("the task is started inside a larger expression")
    callback = _callback(job, finding, maker, at)
    used = names.used_in(job.function)
    name = names.free(("future", "call_future") if _subject(maker) == "future" else ("task", "new_task"), used)

    job.writer.rewrite(block, index, _with_name(name, callback, kept=kept))


def _with_name(
    name: str, callback: str, *, kept: bool
) -> Callable[[cst.BaseStatement, Layout], list[cst.BaseStatement]]:
    """Gives a task a name in a statement that starts it, or that puts it into a container (`kept`), and adds the
    callback after it."""

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

    return written


def _adding(handle: str, callback: str) -> Call:
    return Call(f"{handle}.add_done_callback", (callback,))


def _is_lone_argument(call: cst.Call, maker: cst.Call) -> bool:
    return last_name(call.func) in ("add", "append") and len(call.args) == 1 and call.args[0].value is maker


def _forgetting(job: Job, handle: str, block: Block, index: int) -> tuple[Block, int] | None:
    """Where a later statement of the block adds a callback that only forgets the task: the failure is told before."""
    found = _given_callbacks(job.trees, job.node).get((handle, id(block)), [])
    at = bisect_right(found, index)
    return (block, found[at]) if at < len(found) else None


@lru_cache(maxsize=8)  # each task of a function asks
def _given_callbacks(trees: Trees, function: cst.FunctionDef) -> dict[tuple[str, int], list[int]]:
    """Which statements of a block, by its id, give a task a callback, by what the task is written as."""
    found: dict[tuple[str, int], list[int]] = {}
    for node in trees.below(function.body):
        match node:
            case cst.Call(func=cst.Attribute(value=task, attr=cst.Name(value="add_done_callback"))):
                place = trees.place(node)
                if place is not None:
                    found.setdefault((trees.code(task), id(place[0])), []).append(place[1])
    return found


def _callback(job: Job, finding: Finding, maker: cst.Call, at: tuple[Block, int]) -> str:
    """The name of a function that tells what a task ended with: one of the module that does so already, else one that
    is defined where the task starts, and so knows what it is about."""
    known = _own_callback(job.module)
    if known:
        return known
    if not job.voices.tracks:
        return _told(job, finding, maker, at)
    if job.settings.logging == "auto" and not _is_silent(finding, maker):
        raise Refused("Python reports the failure itself, in a log that the tracker gets as well")
    return _tracked(job, maker)


def _is_silent(finding: Finding, maker: cst.Call) -> bool:
    """Whether Python says nothing of a failure, or not before what keeps the task is gone."""
    assert isinstance(finding.fact, Task)
    return last_name(maker.func) == "run_coroutine_threadsafe" or "." in finding.fact.name


@lru_cache(maxsize=4)  # each task of a module asks
def _own_callback(module: Module) -> str:
    """The name of a function of a module that tells what a task ended with; empty for none."""
    return next((function.name for function in module.all_functions if _is_callback(function)), "")


def _tracked(job: Job, maker: cst.Call) -> str:
    """The name of the module's function that hands failures to a tracker, which is given one."""
    additions = job.voices.additions
    known = next((helper.name for helper in additions.helpers if helper.name.startswith(_CAPTURES)), None)
    if known is not None:
        return known
    below = job.trees.top(job.node)
    kind, subject = _kind(job, last_name(maker.func)), _subject(maker)
    name = additions.free(_CAPTURES, f"{_CAPTURES}_of")
    (told,) = job.voices.tracked(f"{subject}.exception()")
    text = (
        f"def {name}({subject}: {kind}) -> None:\n"
        f"\tif not {subject}.cancelled() and {subject}.exception() is not None:\n"
        f"\t\t{told}\n"
    )
    additions.help(Helper(name, text, below))
    return name


def _told(job: Job, finding: Finding, maker: cst.Call, at: tuple[Block, int]) -> str:
    """The name of a function that logs, and is defined before the statement that starts the task. Raises Refused where
    it would say no more than Python does."""
    assert isinstance(finding.fact, Task)
    if any(one.start != finding.start for one in job.findings):
        raise Refused("several tasks of the function need a callback that logs: better to write one for all of them")
    block, index = at
    statement = block.body[index]
    given = _given(job, maker)
    said = of_task(given) if given is not None else ""
    called = last_name_called(given) if given is not None else ""
    if world.names().ends(called) or (given is not None and called.startswith("cancel") and not given.args):
        raise Refused("it only tidies up")
    if given is None or not said:
        raise Refused("nothing names what the task does in words that a log could use")
    context = _lasting(job, statement, given)
    if not context and not _is_silent(finding, maker):
        raise Refused("Python reports the failure itself, and there is nothing at hand to add")
    from_thread = last_name(maker.func) == "run_coroutine_threadsafe"
    voice = job.voices.of(job.function, before=finding.start.row).of_task(said, given=True, sure=not from_thread)
    kind = _kind(job, last_name(maker.func)) if _is_annotated(job.function) else ""
    subject = _subject(maker)
    used = names.used_in(job.function)
    name = names.free((_NAME, f"{_NAME}_of", f"tell_{_NAME}"), used)
    subject = names.free((subject, f"done_{subject}"), used - {subject} if _is_kept(job, statement) else used)
    error = f"{subject}.exception()"
    job.writer.before(
        block,
        index,
        Define(
            f"def {name}({subject}: {kind}) -> None:" if kind else f"def {name}({subject}):",
            f"if not {subject}.cancelled() and {error} is not None:",
            voice.failure_of(error, context),
            is_apart=index == 0 or _follows_blank(job, statement),
        ),
    )
    return name


def _follows_blank(job: Job, statement: cst.CSTNode) -> bool:
    """Whether the line above a statement, and above the comments on it, is blank."""
    twin = job.statement(statement)
    lines, row = job.module.source.lines, twin.lineno - 1 if twin is not None else 0
    while row and lines[row - 1].lstrip().startswith("#"):
        row -= 1
    return not row or lines[row - 1].isspace()


def _is_kept(job: Job, statement: cst.CSTNode) -> bool:
    """Whether the statement keeps the task under a name: that of the callback's argument may be the same."""
    return isinstance(job.statement(statement), ast.Assign)


def _is_annotated(function: Function) -> bool:
    node = function.node
    return node.returns is not None or any(one.annotation is not None for one in trees.parameters(node.args))


def _given(job: Job, maker: cst.Call) -> ast.Call | None:
    """The call whose failure the task keeps."""
    at = 1 if last_name(maker.func) == "run_in_executor" else 0
    value = maker.args[at].value if len(maker.args) > at else None
    twin = job.trees.twin(value) if isinstance(value, cst.Call) else None
    return twin if isinstance(twin, ast.Call) else None


def _lasting(job: Job, statement: cst.CSTNode, given: ast.Call) -> tuple[Context, ...]:
    """The identifiers that are at hand where a task starts, and are the same when it ends."""
    first = job.statement(statement)
    if first is None:
        return ()
    found = job.voices.context(job.function, first, [given], attributes=True, after_failure=False)
    looped = any(isinstance(outer, (cst.For, cst.While)) for outer in _around(job, statement))
    lasting = tuple(one for one in found if _lasts(job.function, one.expression, looped=looped))
    given_away = {node.id for node in trees.nodes(given) if isinstance(node, ast.Name)}
    if looped and lasting and not given_away.isdisjoint(one.expression for one in found if one not in lasting):
        raise Refused("what tells the tasks of a loop apart is another one when they end")
    return lasting


def _around(job: Job, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for outer in job.trees.ancestors(node):
        if outer is job.node:
            return
        yield outer


def _lasts(function: Function, expression: str, *, looped: bool) -> bool:
    """Whether what an expression gives is the same later on: a closure reads it when the task has ended."""
    root, _, attribute = expression.partition(".")
    if attribute:
        return root == function.receiver and "." not in attribute
    bindings = [one for one in function.body.bindings.get(root, ()) if one.kind != "narrowed"]
    return len(bindings) == 1 and (not looped or bindings[0].kind == "parameter")


def _subject(maker: cst.Call) -> str:
    return "future" if last_name(maker.func) in ("run_coroutine_threadsafe", "run_in_executor") else "task"


def _is_too_old(job: Job) -> bool:
    """Whether the project runs on a Python whose futures take no type in brackets, and its annotations are run."""
    oldest = oldest_python(Path(job.module.path).parent)
    return oldest is not None and oldest < (3, 9) and "annotations" not in job.module.body.bindings


def _kind(job: Job, maker: str) -> str:
    """The type of what a maker gives, as the module can write it."""
    additions = job.voices.additions
    if maker == "run_coroutine_threadsafe":
        kind = f"{additions.object('concurrent.futures', 'Future')}[{additions.object('typing', 'Any')}]"
    elif maker == "run_in_executor":
        kind = f"{additions.module('asyncio')}.Future[{additions.object('typing', 'Any')}]"
    else:
        kind = f"{additions.module('asyncio')}.Task[object]"
    return quoted(kind, job.voices.quote) if _is_too_old(job) else kind


def _is_callback(function: Function) -> bool:
    """Whether a function of the module takes a task and reports its exception."""
    arguments = function.node.args
    alone = len(arguments.posonlyargs) + len(arguments.args) == 1 and not function.is_async
    return alone and ".exception()" in function.text and bool(_REPORTS.search(function.text))
