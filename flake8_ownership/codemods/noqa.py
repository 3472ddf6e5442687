"""Writes the comment that waives a finding, where flake8 will read it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from flake8_ownership.index.trees import nodes_in
from flake8_ownership.source import Position, Source

_CODES = re.compile(r"# noqa:\s?(?P<codes>[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Insertion:
    """A text to be put into a source at a place."""

    at: Position
    text: str

    def applied(self, source: Source) -> str:
        """The source's text with the insertion in it."""
        lines = list(source.lines)
        line = lines[self.at.row - 1]
        lines[self.at.row - 1] = line[: self.at.column] + self.text + line[self.at.column :]
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
    rows = source.noqa.reach(row)
    if not rows:
        return None
    found = _added_code(source, code, rows) or _new_comment(source, code, rows[-1], reason)
    return found if _waives(found.applied(source), source, code, row) else None


def _added_code(source: Source, code: str, rows: range) -> Insertion | None:
    for start, comment in source.noqa.comments(rows):
        match = _CODES.search(comment)
        if match is not None:
            comma = "," if "," in match["codes"] and ", " not in match["codes"] else ", "
            return Insertion(Position(start.row, start.column + match.end("codes")), f"{comma}{code}")
    return None


def _new_comment(source: Source, code: str, row: int, reason: str) -> Insertion:
    written = source.lines[row - 1].rstrip()
    return Insertion(Position(row, len(written)), f"  # noqa: {code}" + (f" {reason}" if reason else ""))


def _waives(text: str, source: Source, code: str, row: int) -> bool:
    return Source(source.path, text).noqa.waives(code, row)
