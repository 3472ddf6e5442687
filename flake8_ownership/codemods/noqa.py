"""Writes the noqa comment for a finding where flake8 reads it, and removes comments that suppress nothing."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from flake8_ownership.codemods.text import Change
from flake8_ownership.index.trees import nodes_in
from flake8_ownership.noqa import NOQA_CODES
from flake8_ownership.rules import Finding
from flake8_ownership.source import Position, Source


@dataclass(frozen=True, slots=True)
class Insertion:
    """A text to be put into a source at a place."""

    at: Position
    text: str

    def applied(self, source: Source) -> str:
        """The source's text with the insertion in it."""
        return with_insertions(source, [self])


def with_insertions(source: Source, insertions: Iterable[Insertion]) -> str:
    """The source's text with insertions in it, of which no two stand on one row."""
    lines = list(source.lines)
    for one in insertions:
        line = lines[one.at.row - 1]
        lines[one.at.row - 1] = line[: one.at.column] + one.text + line[one.at.column :]
    return "".join(lines)


def last_row_of(source: Source, row: int) -> int:
    """The last row whose comments count for a row of code. Only where a text or a backslash goes over the end of a row
    are flake8's tokens asked, which are made for the whole file."""
    ends = [line.rstrip("\r\n") for line in source.lines[max(0, row - 2) : row]]
    try:
        over = any(end.endswith("\\") for end in ends) or any(
            isinstance(node, (ast.Constant, ast.JoinedStr)) and node.lineno <= row <= (node.end_lineno or row)
            for node in nodes_in(source.tree, {row})
            if getattr(node, "end_lineno", None) != getattr(node, "lineno", None)
        )
    except RecursionError:
        over = True
    rows = source.noqa.reach(row) if over else range(0)
    return rows[-1] if rows else row


def waiver(source: Source, code: str, row: int, reason: str = "") -> Insertion | None:
    """What waives `code` on a row: a code more in the noqa comment that counts there, or else a comment of its own.

    None where no comment can do it, as inside a string that itself holds the word; flake8's own code has the last say.
    """
    found = proposed(source, code, row, reason)
    return found if found is not None and _waives(found.applied(source), source, code, row) else None


def proposed(source: Source, code: str, row: int, reason: str = "") -> Insertion | None:
    """What should waive `code` on a row, unless flake8's own code finds that it does not."""
    rows = source.noqa.reach(row)
    if not rows:
        return None
    return _added_code(source, code, rows) or _new_comment(source, code, rows[-1], reason)


def _added_code(source: Source, code: str, rows: range) -> Insertion | None:
    for start, comment in source.noqa.comments(rows):
        match = NOQA_CODES.search(comment)
        if match is not None:
            comma = "," if "," in match["codes"] and ", " not in match["codes"] else ", "
            return Insertion(Position(start.row, start.column + match.end("codes")), f"{comma}{code}")
    return None


def _new_comment(source: Source, code: str, row: int, reason: str) -> Insertion:
    written = source.lines[row - 1].rstrip()
    return Insertion(Position(row, len(written)), f"  # noqa: {code}" + (f" {reason}" if reason else ""))


def removals(source: Source, findings: Iterable[Finding]) -> Iterator[Change]:
    """What takes the codes of some findings out of their comments; of a comment without codes its other words stay."""
    by_row: defaultdict[int, set[int]] = defaultdict(set)
    for finding in findings:
        by_row[finding.start.row].add(finding.start.column)
    starts = [0, *accumulate(map(len, source.lines))]
    for row, columns in sorted(by_row.items()):
        for start, comment in source.noqa.comments(range(row, row + 1)):
            match = NOQA_CODES.search(comment)
            if match is not None:
                gone = {column - start.column - match.start("codes") for column in columns}
                yield _without(source, starts[row - 1], start, match, gone)


def _without(source: Source, line_start: int, comment: Position, match: re.Match[str], gone: set[int]) -> Change:
    """The comment without the codes that begin at some places of its list."""
    left = [code[0] for code in re.finditer(r"\w+", match["codes"]) if code.start() not in gone]
    at = line_start + comment.column
    if left:
        comma = ", " if ", " in match["codes"] else "," if "," in match["codes"] else " "
        return Change(at + match.start("codes"), at + match.end("codes"), comma.join(left))
    line = source.lines[comment.row - 1]
    words = match.string[match.end() :].strip(" \t,:;-")
    end = at + len(match.string)
    if words:
        return Change(at + match.start(), end, words if words.startswith("#") else f"# {words}")
    kept = line[: comment.column + match.start()].rstrip()
    return Change(line_start + len(kept), end if kept else line_start + len(line), "")


def _waives(text: str, source: Source, code: str, row: int) -> bool:
    return Source(source.path, text).noqa.waives(code, row)
