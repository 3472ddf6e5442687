"""Comments, docstrings and names that say a failure is ignored on purpose."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache

from flake8_ownership.catalogue import world
from flake8_ownership.index.module import Class, Function, Scope
from flake8_ownership.source import Source

_COMMENT = re.compile(r"#([^\r\n]*)")
_LINE_OF_COMMENT = re.compile(r"[ \t]*#")
_MOST_SAID = 2_000  # characters of a docstring that are read
_MOST_ABOVE = 8  # lines of comment above a statement


def remark_on(source: Source, statement: ast.stmt, handler: ast.ExceptHandler | None) -> int | None:
    """The row of a comment that says so: in the handler, or in the head of its statement and right above that."""
    above, head = _above(source, statement.lineno), range(statement.lineno, statement.lineno + 1)
    if handler is not None:
        # Above a `try` stands what it is about; its handler has its own words.
        within = range(handler.lineno, (handler.end_lineno or handler.lineno) + 1)
        return _said(source, within, commented=True) or _said(source, [*above, *head], commented=False)
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        head = range(statement.lineno, max(statement.body[0].lineno, statement.lineno + 1))
    return _said(source, [*above, *head], commented=True)


def remark_at(source: Source, row: int) -> int | None:
    """The row of a comment that says so: on a row, or right above it."""
    return _said(source, [*_above(source, row), row], commented=True)


def _said(source: Source, rows: Iterable[int], *, commented: bool) -> int | None:
    """The first of some rows whose comments say so; a sentence may go on from one row to the next."""
    comments = [(row, found[1]) for row in rows if (found := _COMMENT.search(source.lines[row - 1]))]
    text = ""
    starts: list[tuple[int, int]] = []
    for row, comment in comments:
        starts.append((len(text), row))
        text += f"{comment.strip()} "
    found = _phrases(commented=commented).search(text)
    return next((row for start, row in reversed(starts) if start <= found.start()), None) if found else None


def _above(source: Source, row: int) -> list[int]:
    """The lines of comment right above a row."""
    first = row
    while first > 1 and row - first < _MOST_ABOVE and _LINE_OF_COMMENT.match(source.lines[first - 2]):
        first -= 1
    return list(range(first, row))


def is_documented(function: Function) -> bool:
    """Whether the docstring of a function, or of what it stands in, says so."""
    scope: Scope = function
    while isinstance(scope, (Function, Class)):
        text = ast.get_docstring(scope.node, clean=False)
        if text and _phrases(commented=False).search(text[:_MOST_SAID]):
            return True
        scope = scope.outer
    return False


def is_named(function: Function) -> bool:
    """Whether the name of a function says so: `_ping_if_possible`, `best_effort_cleanup`."""
    return world.remarks().named.search(function.name.strip("_")) is not None


@cache
def _phrases(*, commented: bool) -> re.Pattern[str]:
    known = world.remarks()
    phrases = (*known.anywhere, *(known.commented if commented else ()))
    spaced = (phrase.replace(" ", r"[\s\-]+") for phrase in phrases)
    return re.compile(rf"(?<!\bnot\s)(?<!\bshould\s)\b(?:{'|'.join(spaced)})\b", re.IGNORECASE)
