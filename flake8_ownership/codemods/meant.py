"""Why a failure ends on purpose where it does: what a handler's comment, its place and what follows it say."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import libcst as cst

from flake8_ownership.codemods.objections import callee, names_in
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.index.module import Function, Module, last_name
from flake8_ownership.source import Source

# Comments for tools, and those that ask for what a fix does.
_NO_REASON = re.compile(
    r"[!:\s]*(noqa|type:|pylint|pragma|nosec|pyright|mypy|fmt:|isort|ruff|yapf|flake8|todo|fixme|xxx|hack|[-=#*]*$)",
    re.IGNORECASE,
)
# What a comment that waives a linter's finding begins with, before it may say why.
_NOQA = re.compile(r"^(?:noqa|pylint|nosec|type)\b[:\s\w,=\[\]-]*?\s(?:-|\u2013|\u2014)+\s", re.IGNORECASE)
_COMMAND_LINES = frozenset({"echo", "secho"})
_LEVELS = {
    "debug": "debug",
    "warn": "warning",
    "warning": "warning",
    "error": "error",
    "exception": "error",
    "critical": "error",
}
# Errors by whose names something is an outcome that the caller has to reckon with, and no failure.
_OUTCOME = re.compile(
    r"NotFound|DoesNotExist|NoSuch|NoResult|NotExist|Missing|Exists|Conflict|Duplicate|Closed|Disconnect|Redirect|"
    r"HTTPException|Forbidden|Unauthorized|Cancel|Empty|Exhausted|EndOf"
)
_NOT_FOUND = re.compile(r"(?<![\w.])404(?!\w)|NOT_FOUND\b|[sS]tatus\.NotFound")
_ABSENT = frozenset({"OSError", "IOError", "EnvironmentError"})
_HABIT = 4  # handlers that make a habit of a file
_OPENS = frozenset({"open", "async_open", "open_file", "read_text", "read_bytes"})


def explained(source: Source, node: ast.AST | None) -> bool:
    """Whether a comment in a handler or right above it, or at a `with`, says why the failure ends there."""
    match node:
        case ast.ExceptHandler():
            first, column = _above(source, node.lineno, node.col_offset), node.col_offset
            last = node.end_lineno or node.lineno
        case ast.With(items=[*_, item]) | ast.AsyncWith(items=[*_, item]):
            first, column = _above(source, node.lineno), len(source.lines[node.lineno - 1])
            last = item.context_expr.end_lineno or node.lineno
        case _:
            return False
    while last < len(source.lines) and _is_comment(source.lines[last], column + 1):
        last += 1
    return any(_is_reason(comment) for _, comment in source.noqa.comments(range(first, last + 1)))


def _above(source: Source, row: int, column: int | None = None) -> int:
    """The first row of the comments right above a row; of those alone that start at a `column`, if one is given."""
    while row > 1 and _is_comment(source.lines[row - 2], column or 0):
        line = source.lines[row - 2]
        if column is not None and len(line) - len(line.lstrip()) > column:
            break
        row -= 1
    return row


def _is_comment(line: str, column: int) -> bool:
    """Whether a line is a comment that starts at a column or behind it."""
    written = line.lstrip()
    return written.startswith("#") and len(line) - len(written) >= column


def handed_on(trees: Trees, handler: cst.ExceptHandler | cst.ExceptStarHandler, function: cst.FunctionDef) -> str:
    """The name that what a handler caught, or a text about it, is kept under for what comes later; empty for none."""
    if handler.name is None or not isinstance(handler.name.name, cst.Name):
        return ""
    error = handler.name.name.value
    kept = {
        target.value
        for node in trees.below(handler.body)
        if isinstance(node, cst.Assign) and _mentions(trees, node.value, error)
        for assigned in node.targets
        for target in _names(assigned.target)
    }
    inside = {id(node) for node in trees.below(handler.body)}
    read = (node for node in trees.below(function.body) if isinstance(node, cst.Name) and node.value in kept)
    return next((node.value for node in read if id(node) not in inside and not _is_bound(trees, node)), "")


def outcome(handler: cst.ExceptHandler | cst.ExceptStarHandler, function: Function) -> str:
    """Why what a handler catches may be an expected outcome; empty where nothing speaks for that."""
    caught = names_in(handler.type) if handler.type is not None else set()
    if caught and all(map(_OUTCOME.search, caught)):
        return f"{min(caught)} may be an expected outcome"
    return "the function distinguishes a 404 from a failure" if knows_not_found(function) else ""


@lru_cache(maxsize=4)  # each handler of a function asks
def knows_not_found(function: Function) -> bool:
    """Whether a function mentions the status of what is not found."""
    return _NOT_FOUND.search(function.text) is not None


def made_up_for(
    trees: Trees,
    statement: cst.Try | cst.TryStar,
    handler: cst.ExceptHandler | cst.ExceptStarHandler,
    node: cst.CSTNode,
) -> bool:
    """Whether a function is done where a `try` succeeds, and else goes on with another way to get there."""
    if not any(isinstance(one, (cst.Return, cst.Break)) for one in trees.below(statement.body)):
        return False
    last = handler.body.body[-1]
    last = last.body[-1] if isinstance(last, cst.SimpleStatementLine) else last
    if isinstance(last, (cst.Return, cst.Raise, cst.Break)):
        return False
    if any(isinstance(outer, (cst.For, cst.While)) for outer in _outwards(trees, statement, node)):
        return True
    behind = list(_behind(trees, statement))
    return len(behind) > 1 or (bool(behind) and not _only_leaves(behind[0]))


def polled(trees: Trees, handler: cst.ExceptHandler | cst.ExceptStarHandler, node: cst.CSTNode) -> bool:
    """Whether a handler waits before a loop asks once more, or has a loop ask that waits each time."""
    looped = [outer for outer in _outwards(trees, handler, node) if isinstance(outer, (cst.For, cst.While))]
    if not looped:
        return False
    again = isinstance(looped[0], cst.While) and _ends_with(handler.body, cst.Continue)
    return any(
        isinstance(one, cst.Call) and callee(one.func) == "sleep"
        for one in trees.below(looped[0].body if again else handler.body)
    )


def asked_again(trees: Trees, inner: cst.CSTNode, node: cst.CSTNode) -> bool:
    """Whether the loop around a part of a function waits each time, until what it has counted or found out itself is
    so: `while not done and attempts < 3`."""
    looped = next((one for one in _outwards(trees, inner, node) if isinstance(one, (cst.For, cst.While))), None)
    twin = trees.twin(looped) if isinstance(looped, cst.While) else None
    if not isinstance(twin, ast.While):
        return False
    inside = [one for part in twin.body for one in ast.walk(part)]
    bound = {one.id for one in inside if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    asked = {one.id for one in ast.walk(twin.test) if isinstance(one, ast.Name)}
    return bool(bound & asked) and any(isinstance(one, ast.Call) and last_name(one) == "sleep" for one in inside)


def _ends_with(body: cst.BaseSuite, kind: type[cst.CSTNode]) -> bool:
    last = body.body[-1] if body.body else None
    return isinstance(last.body[-1] if isinstance(last, cst.SimpleStatementLine) else last, kind)


def _outwards(trees: Trees, inner: cst.CSTNode, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What is around something in a function."""
    for outer in trees.ancestors(inner):
        if outer is node:
            return
        yield outer


def loop_around(trees: Trees, inner: cst.CSTNode, node: cst.CSTNode) -> cst.CSTNode | None:
    """The innermost loop over something that a statement of a function stands in."""
    found = next((outer for outer in _outwards(trees, inner, node) if isinstance(outer, cst.For)), None)
    return found if found is not None and callee(found.iter) not in ("range", "count") else None


def _only_leaves(statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and isinstance(statement.body[-1], (cst.Return, cst.Raise))


@lru_cache(maxsize=4)  # each handler of a module asks
def habit(module: Module) -> str:
    """The level by which most handlers of a module tell what they caught, where several do: `debug`, `warning` or
    `error`; empty where nothing shows that."""
    found: Counter[str] = Counter()
    for node in ast.walk(module.source.tree):
        if isinstance(node, ast.ExceptHandler):
            calls = (one.func for part in node.body for one in ast.walk(part) if isinstance(one, ast.Call))
            found.update({_LEVELS[one.attr] for one in calls if isinstance(one, ast.Attribute) and one.attr in _LEVELS})
    (level, times), (_, next_times) = (*found.most_common(2), ("", 0), ("", 0))[:2]
    return level if times > max(1, next_times) and times * 2 >= found.total() else ""


def twin_row(module: Module, function: Function, handler: ast.ExceptHandler, told: frozenset[int]) -> int | None:
    """The row of another handler of a function, not `told` of, that ends what it catches as a handler does, or of one
    of the many of its file that do: where one reports and its twin does not, neither says how failures end here."""
    untold = _untold(module, _written(handler), told)
    first, itself = bisect_left(untold, function.first_row), handler.lineno
    here = (row for row in untold[first : first + 2] if row != itself and row <= function.end_row)
    are_many = len(untold) - (itself not in told) >= _HABIT
    return next(here, next((row for row in untold[:2] if row != itself), None) if are_many else None)


@lru_cache(maxsize=8)  # each handler of a function asks
def _untold(module: Module, written: str, told: frozenset[int]) -> list[int]:
    """The rows of the handlers of a module that are written alike and are not told of, in the order of the text."""
    return sorted(row for row in _alike(module).get(written, ()) if row not in told)


@lru_cache(maxsize=4)  # each handler of a module asks
def _alike(module: Module) -> dict[str, list[int]]:
    """The rows of the handlers of a module, by what is written in them."""
    found: dict[str, list[int]] = {}
    for node in ast.walk(module.source.tree):
        if isinstance(node, ast.ExceptHandler) and len(node.body) == 1:
            found.setdefault(_written(node), []).append(node.lineno)
    return found


def _written(handler: ast.ExceptHandler) -> str:
    return ast.dump(ast.Tuple([handler.type] if handler.type else [], ast.Load())) + "".join(
        map(ast.dump, handler.body)
    )


@lru_cache(maxsize=4)  # each function of a module asks
def raises_what_it_logs(module: Module) -> bool:
    """Whether some handler of a module logs a failure and raises it on."""
    for node in ast.walk(module.source.tree):
        if isinstance(node, ast.ExceptHandler) and any(isinstance(one, ast.Raise) for one in node.body):
            calls = (
                one.value.func for one in node.body if isinstance(one, ast.Expr) and isinstance(one.value, ast.Call)
            )
            if any(isinstance(one, ast.Attribute) and _LEVELS.get(one.attr) in ("warning", "error") for one in calls):
                return True
    return False


def told_on_the_command_line(trees: Trees, handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
    """Whether a handler tells the person who typed a command."""
    return any(isinstance(node, cst.Call) and callee(node.func) in _COMMAND_LINES for node in trees.below(handler.body))


def tried_again(trees: Trees, statement: cst.CSTNode, function: cst.FunctionDef) -> bool:
    """Whether a statement is one of several attempts, with an error raised after the last one."""
    for outer in trees.ancestors(statement):
        if outer is function:
            return False
        if isinstance(outer, (cst.For, cst.While)):
            behind = [*(outer.orelse.body.body if outer.orelse is not None else ()), *_behind(trees, outer)]
            return any(_raises(one) for one in behind)
    return False


def _behind(trees: Trees, statement: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What comes after a statement in its block, and after the `with` that this is all of."""
    place = trees.place(statement)
    while place is not None:
        block, index = place
        yield from block.body[index + 1 :]
        owner = trees.parent(block)
        place = trees.place(owner) if isinstance(owner, cst.With) else None


def not_there_yet(handler: cst.ExceptHandler | cst.ExceptStarHandler, statement: ast.stmt | None) -> bool:
    """Whether a handler of a `try` is for a file that may well not be there: it is opened for reading."""
    if handler.type is None or not names_in(handler.type) <= _ABSENT or not isinstance(statement, ast.Try):
        return False
    nodes = (node for part in statement.body for node in ast.walk(part))
    opened = [node for node in nodes if isinstance(node, ast.Call) and last_name(node) in _OPENS]
    return bool(opened) and not any(set(mode) & set("wax+") for call in opened for mode in _modes(call))


def _modes(call: ast.Call) -> Iterator[str]:
    given = [*call.args[1:2], *(one.value for one in call.keywords if one.arg == "mode")]
    yield from (one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _raises(statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and any(isinstance(one, cst.Raise) for one in statement.body)


def _mentions(trees: Trees, value: cst.BaseExpression, name: str) -> bool:
    return any(isinstance(node, cst.Name) and node.value == name for node in (value, *trees.below(value)))


def _names(target: cst.BaseExpression) -> Iterator[cst.Name]:
    if isinstance(target, cst.Name):
        yield target
    elif isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from _names(element.value)


def _is_bound(trees: Trees, node: cst.CSTNode) -> bool:
    """Whether a name is the target of an assignment."""
    inner = node
    for outer in trees.ancestors(node):
        if isinstance(outer, cst.AssignTarget):
            return True
        if not isinstance(outer, (cst.Tuple, cst.List, cst.Element)):
            return isinstance(outer, cst.AnnAssign) and outer.target is inner
        inner = outer
    return False


def _is_reason(comment: str) -> bool:
    """Whether a comment is said to people, and is no code that is left out; of several in one, each is looked at."""
    parts = [_NOQA.sub("", part.strip()) for part in re.split(r"(?:^|(?<!\s)\s+)#+", comment)]
    return any(part and not _NO_REASON.match(part) and not _is_code(part) for part in parts)


def _is_code(text: str) -> bool:
    try:
        (statement,) = ast.parse(text).body
    except (SyntaxError, ValueError):
        return False
    return not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Name))
