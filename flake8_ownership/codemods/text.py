"""The text of a file as changes see it: which rows a statement takes, with its comments, and what a change replaces."""

from __future__ import annotations

import ast
import re
import tokenize
import warnings
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from flake8_ownership.errors import SourceError
from flake8_ownership.rows import physical_lines
from flake8_ownership.source import Source
from flake8_ownership.stack import deeply

_NO_CODE = re.compile(r"\s*+(?:#.*+\s*+)?")


@dataclass(frozen=True, slots=True)
class Change:
    """A text that takes the place of what stands from `start` to `end`, exclusive, as indices into a file's text."""

    start: int
    end: int
    text: str


def spliced(text: str, start: int, end: int, changes: Iterable[Change]) -> str:
    """A part of a text with the changes that lie in it. Of those at one place the first goes first."""
    parts: list[str] = []
    for change in sorted(changes, key=lambda change: change.start):
        if change.start < start:
            raise ValueError("two changes overlap")
        parts += (text[start : change.start], change.text)
        start = change.end
    return "".join([*parts, text[start:end]])


def applied(text: str, changes: Iterable[Change]) -> str:
    """A text with the changes made."""
    return spliced(text, 0, len(text), changes)


def rows_in(other: str, text: str) -> Callable[[int], int]:
    """Says of a row of a text, from 1, in which row of another one the same stands: of a row that is not there, where
    it would be."""
    lines, theirs = physical_lines(text), physical_lines(other)
    anchors = [(-1, -1), *_anchors(lines, theirs), (len(lines), len(theirs))]

    def row_of(row: int) -> int:
        index = row - 1
        after = bisect_right(anchors, index, key=lambda one: one[0], hi=len(anchors) - 1)
        (first, there), (last, end) = anchors[after - 1], anchors[after]
        for place in (there + index - first, end - (last - index)):
            if there <= place < end and index < len(lines) and lines[index] == theirs[place]:
                return place + 1
        return max(min(there + index - first, end - 1), 0) + 1

    return row_of


def _anchors(lines: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """The lines that both texts have once, as far as they stand in the same order: where they do, in each."""
    once, there = (Counter(text) for text in (lines, theirs))
    places = {line: place for place, line in enumerate(theirs) if there[line] == 1}
    pairs = [(index, places[line]) for index, line in enumerate(lines) if once[line] == 1 and line in places]
    # The longest run of them that goes on in both: `ends` are the last of the runs of each length.
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_right(ends, place)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [number]
        before.append(last[length - 1] if length else -1)
    found: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def is_same_program(before: str, after: str) -> bool:
    """Whether two texts are the same program, apart from comments and layout."""
    try:
        return _is_alike(Source("", before).tree, Source("", after).tree)
    except SourceError:
        return False


def _is_alike(before: ast.Module, after: ast.Module) -> bool:
    """Whether two trees hold the same, wherever it stands; by no recursion, however deep they are."""
    pairs: list[tuple[Any, Any]] = [(before, after)]
    while pairs:
        one, other = pairs.pop()
        if type(one) is not type(other):
            return False
        if isinstance(one, ast.AST):
            pairs += ((getattr(one, name, None), getattr(other, name, None)) for name in one._fields)
        elif isinstance(one, list):
            if len(one) != len(other):
                return False
            pairs += zip(one, other, strict=True)
        elif one != other:
            return False
    return True


def problem(text: str, flags: int = 0) -> str:
    """Why a mended text must not be written; empty where nothing is wrong with it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            deeply(lambda: compile(text, "<fixed>", "exec", flags, dont_inherit=True))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"the mended text would not compile ({error})"
    return ""


def comments_of(text: str) -> Counter[str]:
    """The comments of some statements, and how often each stands there. Raises what `tokenize` raises."""
    if "#" not in text:
        return Counter()
    ended = (line.rstrip("\r\n") + "\n" for line in physical_lines(text))
    tokens = tokenize.generate_tokens(lambda: next(ended, ""))
    return Counter(token.string.rstrip() for token in tokens if token.type == tokenize.COMMENT)


def fed(line: str) -> tuple[str, str]:
    """A line's beginning up to the last form feed before its code, and what Python counts as the line."""
    end = line.rfind("\f", 0, len(line) - len(line.lstrip(" \t\f"))) + 1
    return line[:end], line[end:]


class Text:
    """A file's text by rows and by its `ast` nodes. It always ends with a line's end: `finished` changes need none."""

    def __init__(self, source: Source) -> None:
        self.newline = source.newline
        self._source = source
        self._lines = source.lines
        self._starts = [0, *accumulate(map(len, self._lines))]
        self._rows: dict[ast.stmt, tuple[int, int]] = {}
        self.all = source.text
        if self._lines and not self._lines[-1].endswith(("\n", "\r")):
            self.all += self.newline
            self._starts[-1] += len(self.newline)

    def start_of(self, row: int) -> int:
        """Where a row starts; for the one after the last, where the text ends."""
        return self._starts[row - 1]

    def span(self, node: ast.stmt | ast.expr) -> tuple[int, int]:
        """Where a node stands, without parentheses around it and comments behind it."""
        start, end = self._source.span(node)
        return self.start_of(start.row) + start.column, self.start_of(end.row) + end.column

    def line(self, row: int) -> str:
        """A row, with its end."""
        return self.all[self._starts[row - 1] : self._starts[row]]

    def indent(self, row: int) -> str:
        """What a row is indented by, as Python counts it: from the last form feed on."""
        rest = fed(self._lines[row - 1])[1]
        return rest[: len(rest) - len(rest.lstrip(" \t"))]

    def feed(self, row: int) -> str:
        """What stands before the indent of a row: nothing, or the text up to a form feed."""
        return fed(self._lines[row - 1])[0]

    def rows_of(self, node: ast.stmt) -> tuple[int, int]:
        """The first and last row of a statement that shares them with no other one: from its first decorator to the
        comments that are indented as its last block is."""
        if node not in self._rows:
            self._rows[node] = (self.first_row(node), self._last_row(node, _last_block(node)))
        return self._rows[node]

    def first_row(self, node: ast.stmt) -> int:
        decorators = getattr(node, "decorator_list", ())
        if not decorators:
            return node.lineno
        row: int = decorators[0].lineno
        while not self._lines[row - 1].lstrip(" \t\f").startswith("@"):
            row -= 1
        return row

    def last_row_of(self, block: Sequence[ast.stmt]) -> int:
        """The last row of a block, with the comments that are indented as it is."""
        return self._last_row(block[-1], block[0])

    def _last_row(self, node: ast.stmt, inner: ast.stmt | ast.pattern | None) -> int:
        """The last row of a statement, with the comments below it that are indented as one `inner` in it."""
        last = node.end_lineno or node.lineno
        rest = self.all[self.span(node)[1] : self._starts[last]]
        while rest.strip(" \t\f;\r\n") == "\\":  # it goes on in a row that holds nothing
            last += 1
            rest = self.line(last)
        if inner is None or self.is_inline(inner):
            return last
        indent, row = self.indent(self.first_row(inner) if isinstance(inner, ast.stmt) else inner.lineno), last + 1
        while row <= len(self._lines) and _NO_CODE.fullmatch(self._lines[row - 1]):
            if self._lines[row - 1].startswith(indent) and not self._lines[row - 1].isspace():
                last = row
            row += 1
        return last

    def is_inline(self, inner: ast.stmt | ast.pattern) -> bool:
        """Whether a block, by its first statement, stands on one row with what it belongs to."""
        before = self._lines[inner.lineno - 1].encode()[: inner.col_offset]
        return isinstance(inner, ast.stmt) and before.strip() != b""

    def is_joined(self, before: ast.stmt, after: ast.stmt) -> bool:
        """Whether a semicolon, and no line's end, parts two simple statements."""
        if not any(";" in line for line in self._lines[(before.end_lineno or before.lineno) - 1 : after.lineno]):
            return False
        between = self.all[self.span(before)[1] : self.span(after)[0]]
        return between.strip(" \t\f\\\r\n") == ";" and not re.search(r"(?<!\\)[\r\n]", between.replace("\r\n", "\n"))

    def above(self, first: int, floor: int) -> tuple[int, int]:
        """How many blank lines and comments stand right above a row, and how many of them blank above all comments.
        None of them is a row up to the `floor`, where other code ends."""
        row = first
        while row - 1 > floor and _NO_CODE.fullmatch(self._lines[row - 2]):
            row -= 1
        blank = next((at for at in range(row, first) if not self._lines[at - 1].isspace()), first) - row
        return first - row, blank

    def around(self, statement: ast.stmt, start: int, end: int) -> ast.stmt:
        """The innermost statement inside a statement that starts before a part of the text, and ends behind it."""
        row = bisect_right(self._starts, start)
        innermost, found = statement, [statement]
        while found:
            inner = found.pop()
            if not self.all.startswith("elif", self.span(inner)[0]):  # which is no statement by itself
                innermost = inner
            for block in _blocks(inner):
                at = bisect_right(block, row, key=self.first_row)
                if not at or self.is_inline(block[0]):
                    continue
                first, last = self.rows_of(block[at - 1])
                if self.start_of(first) < start and end < self.start_of(last + 1):
                    found.append(block[at - 1])
        return innermost

    # -- changes

    def finished(self, changes: Iterable[Change]) -> list[Change]:
        """Changes of whole lines that do not touch, without lines at either end that stay as they are, for the text as
        it is: it may lack its last line's end."""
        found: list[Change] = []
        for group, start, end in self._grouped(changes):
            change = _trimmed(self.all, Change(start, end, spliced(self.all, start, end, group)))
            if change.start < change.end or change.text:
                found.append(self._cut(change))
        return found

    def _grouped(self, changes: Iterable[Change]) -> list[tuple[list[Change], int, int]]:
        """Changes that touch one another, with the lines that they stand in."""
        found: list[tuple[list[Change], int, int]] = []
        for change in sorted(changes, key=lambda change: change.start):
            start = self._starts[bisect_right(self._starts, change.start) - 1]
            row = bisect_right(self._starts, change.end)
            end = change.end if self._starts[row - 1] == change.end else self._starts[row]
            if found and start <= found[-1][2]:
                group, first, last = found[-1]
                found[-1] = ([*group, change], first, max(last, end))
            else:
                found.append(([change], start, end))
        return found

    def _cut(self, change: Change) -> Change:
        """A change of the text as it is, which may lack its last line's end."""
        size = len(self._source.text)
        if size == len(self.all) or change.end < size:
            return change
        text = change.text.removesuffix(self.newline)
        if change.start >= size:
            return Change(size, size, self.newline + text)
        return Change(change.start, size, text)


def _blocks(statement: ast.AST) -> Iterator[list[ast.stmt]]:
    """The blocks right inside a statement, in the order of the text."""
    for name in ("body", "handlers", "orelse", "finalbody", "cases"):
        for part in getattr(statement, name, ()):
            if isinstance(part, ast.stmt):
                yield getattr(statement, name)
                break
            yield from _blocks(part)


def _last_block(node: ast.stmt) -> ast.stmt | ast.pattern | None:
    """The first statement of a statement's last block; of a `match`, the pattern of a case."""
    while isinstance(node, ast.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        if node.orelse[0].col_offset != node.col_offset:  # no elif
            break
        node = node.orelse[0]
    match node:
        case ast.Try() | ast.TryStar():
            body = node.finalbody or node.orelse or (node.handlers[-1].body if node.handlers else node.body)
        case ast.If() | ast.For() | ast.AsyncFor() | ast.While():
            body = node.orelse or node.body
        case ast.With() | ast.AsyncWith() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            body = node.body
        case ast.Match():
            return node.cases[0].pattern
        case _:
            return None
    return body[0]


def _trimmed(text: str, change: Change) -> Change:
    """A change of whole lines without those at either end that stay as they are."""
    old, new = physical_lines(text[change.start : change.end]), physical_lines(change.text)
    most = min(len(old), len(new))
    top = next((at for at in range(most) if old[at] != new[at]), most)
    most -= top
    tail = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    start = change.start + sum(map(len, old[:top]))
    end = change.end - sum(map(len, old[len(old) - tail :]))
    return Change(start, end, "".join(new[top : len(new) - tail]))
