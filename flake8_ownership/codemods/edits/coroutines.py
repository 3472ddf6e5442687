"""Reports the failure of a task inside the function that the task runs, where its object and its identifiers are at
hand: only for functions of the file that run in unwatched tasks alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import libcst as cst

from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.call_words import of_task
from flake8_ownership.codemods.edits import Job
from flake8_ownership.codemods.guards import AddHandler, Body, Guard, Wrap
from flake8_ownership.codemods.objections import tells
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.codemods.words import words
from flake8_ownership.index.module import Function, Module, last_name
from flake8_ownership.index.values import OwnFunction, Where
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import Task
from flake8_ownership.source import Position

_MOST_LINES = 16  # of a coroutine's body, which is all that a guard of its own re-indents


def own(job: Job, given: ast.Call) -> Function | None:
    """The function of this file that a task runs, where nobody runs it otherwise."""
    value = job.resolver.value(given.func, Where(job.function, (given.lineno, given.col_offset)))
    if not isinstance(value, OwnFunction) or value.function.module is not job.module:
        return None
    function = value.function
    if not function.is_async or function.decorator_names or function is job.function:
        return None
    if any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in ast.walk(function.node)):
        return None
    spawned = _spawned(job.module)
    here = [one.node for one in job.module.calls_of(function.name)]
    if not here or not all(id(call) in spawned for call in here):
        return None
    if any(id(call) not in spawned for call in job.answering.calls(function)):
        return None
    # What is named without being called may be run by anybody.
    return None if _is_named_alone(job.module, function.name) else function


@lru_cache(maxsize=4)  # each task of a file asks
def _spawned(module: Module) -> frozenset[int]:
    """The ids of the calls in a file that are handed to what starts a task, and to nobody else."""
    found: set[int] = set()
    for scope in (module, *module.every_function()):
        for call, _ in scope.body.calls:
            if last_name(call) in words("spawning") and call.args and isinstance(call.args[0], ast.Call):
                found.add(id(call.args[0]))
    return frozenset(found)


@lru_cache(maxsize=16)  # each task of a file asks
def _is_named_alone(module: Module, name: str) -> bool:
    """Whether a file names a function without calling it."""
    nodes = list(ast.walk(module.source.tree))
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    return any(
        id(node) not in called
        and isinstance(node, (ast.Name, ast.Attribute))
        and (node.id if isinstance(node, ast.Name) else node.attr) == name
        for node in nodes
    )


def catch(job: Job, finding: Finding, function: Function, given: ast.Call) -> None:
    """Has the failure of a coroutine end where it fails, with a log. Raises Refused."""
    assert isinstance(finding.fact, Task)
    first = function.node.body[0]
    place = job.trees.landmark(Position(first.lineno, first.col_offset))
    around = job.trees.function_around(place) if place is not None else None
    if around is None or around[1] is not function:
        raise Refused("what the task runs was not found again in LibCST's tree")
    node = around[0]
    if node in job.writer.taken:  # by another task that runs it
        job.writer.taken[node].append(finding)
        return
    if any(outer in job.writer.work for outer in (node.body, *_blocks(job.trees, node))):
        raise Refused("what the task runs gets another fix first")
    guard = _guard(job, node)
    job.check_secrets(guard.block.body[guard.start])
    rows = {one.row for one in finding.fact.covers if one.within.rpartition(".")[2] == function.name}
    calls = [call for call, _ in function.body.calls if call.lineno in rows]
    twin = job.statement(guard.block.body[guard.start])
    assert twin is not None
    said = of_task(given)
    if not said:
        raise Refused("nothing names what the task does in words that a log could use")
    voice = job.voices.of(function, before=twin.lineno).of_task(said)
    context = job.voices.context(function, twin, calls, attributes=True, after_failure=True)
    if not context and "." not in finding.fact.name:
        raise Refused("Python reports the failure itself, and there is nothing at hand to add")
    job.writer.guard(replace(guard, ends=True), voice, context)
    job.writer.taken[node] = [finding]


def _guard(job: Job, node: cst.FunctionDef) -> Guard:
    """What catches the failures of a coroutine: one more handler for the `try` that it is all of, else a `try` around
    what it does once everything is at hand."""
    body = node.body
    if not isinstance(body, cst.IndentedBlock):
        raise Refused("what the task runs is on one line")
    statements = list(body.body)
    for index, statement in enumerate(statements):
        if isinstance(statement, cst.Try) and _only_before(job, statements[:index]):
            if any(tells(job.trees, handler.body) and _takes_all(handler) for handler in statement.handlers):
                raise Refused("what the task runs reports by itself")
            if any(map(_takes_all, statement.handlers)) or not _only_tidies(job.trees, statements[index + 1 :]):
                break
            return AddHandler(body, index, index + 1)
    start = next((index for index, one in enumerate(statements) if not _only_before(job, [one])), 0)
    lines = sum(job.trees.lines(one) for one in statements[start:])
    if lines > _MOST_LINES:
        raise Refused(
            f"the failure should be reported in what the task runs, but a guard there would re-indent {lines} lines"
        )
    return Wrap(body, start, len(statements))


def _only_before(job: Job, statements: Sequence[cst.CSTNode]) -> bool:
    """Whether statements only get ready: a docstring, and names for what is at hand."""
    twins = [job.statement(one) for one in statements]
    return all(
        twin is not None
        and isinstance(twin, (ast.Expr, ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom))
        and not any(isinstance(one, (ast.Await, ast.Call, ast.Subscript)) for one in ast.walk(twin))
        for twin in twins
    )


def _only_tidies(trees: Trees, statements: Sequence[cst.CSTNode]) -> bool:
    """Whether statements do nothing that waits or might be left out after a failure: `self.ended.set()`."""
    return all(
        isinstance(one, cst.SimpleStatementLine) and not any(isinstance(part, cst.Await) for part in trees.below(one))
        for one in statements
    )


def _takes_all(handler: cst.ExceptHandler) -> bool:
    kind = handler.type
    return kind is None or (isinstance(kind, cst.Name) and kind.value in ("Exception", "BaseException"))


def _blocks(trees: Trees, node: cst.FunctionDef) -> Iterator[Body]:
    for one in trees.below(node.body):
        if isinstance(one, (cst.IndentedBlock, cst.SimpleStatementSuite)):
            yield one
