"""The noqa comments of a text: which findings they waive, and which codes they name."""

from __future__ import annotations

import argparse
import io
import re
import tokenize
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from flake8.defaults import NOQA_FILE
from flake8.processor import FileProcessor
from flake8.violation import Violation

from flake8_ownership.rows import Position

# The codes of a comment, as flake8 reads them.
NOQA_CODES = re.compile(r"# noqa:\s?(?P<codes>[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*)", re.IGNORECASE)
_CODE = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Named:
    """A code that a noqa comment names: where it stands, and the rows that it counts for."""

    code: str
    start: Position
    end: Position
    rows: range


class Noqa:
    """The comments that waive findings, read by flake8's own code so that both count them alike."""

    _OPTIONS = argparse.Namespace(
        disable_noqa=False, hang_closing=False, indent_size=4, max_line_length=79, max_doc_length=None, verbose=0
    )

    def __init__(self, path: str, text: str, statements: Sequence[range]) -> None:
        self._path = path
        self._text = text
        # The rows of the module's own statements, beyond which flake8 joins no rows.
        self._statements = statements
        # Whether there may be one at all.
        self.any = "noqa" in text.lower()

    @cached_property
    def _processor(self) -> FileProcessor:
        return FileProcessor(self._path, self._OPTIONS, lines=io.StringIO(self._text, newline=None).readlines())

    @cached_property
    def _whole_file(self) -> bool:
        # What flake8's own function asks beside that costs the square of a run of blanks, and only makes a log of it.
        return any(NOQA_FILE.match(line) is not None for line in self._processor.lines)

    def _around(self, row: int) -> range:
        """The rows of the module's own statements that stand on a row."""
        place = bisect_right(self._statements, row, key=lambda rows: rows.start)
        return self._statements[place - 1] if place and row in self._statements[place - 1] else range(row, row + 1)

    def waives(self, code: str, row: int) -> bool:
        return self.any and (self._whole_file or self._on_row(code, row))

    @cached_property
    def _rows(self) -> list[int]:
        """The rows in which the word stands, as flake8 counts rows."""
        return [row for row, line in enumerate(self._processor.lines, start=1) if "noqa" in line.lower()]

    def _on_row(self, code: str, row: int) -> bool:
        around = self._around(row)
        place = bisect_left(self._rows, around.start)
        if place == len(self._rows) or self._rows[place] not in around:
            return False
        # An empty line rather than None: for None flake8 would open the file.
        line = self._processor.noqa_line_for(row) or ""
        return bool(Violation(code, self._processor.filename, row, 1, "", line).is_inline_ignored(False))

    def reach(self, row: int) -> range:
        """The rows whose comments count for a row, as flake8 joins them: more than one where a string or a backslash
        goes on over the end of a line. Empty where the text has no such row, or no tokens."""
        place = bisect_right(self._joined, row, key=lambda rows: rows.start)
        return self._joined[place - 1] if place and row in self._joined[place - 1] else range(0)

    @cached_property
    def _joined(self) -> list[range]:
        """The rows that flake8 joins, from the top, as far as the text has tokens."""
        found: list[range] = []
        first, last = len(self._processor.lines) + 2, 0
        try:
            for token in self._processor.file_tokens:
                if token.type in (tokenize.ENDMARKER, tokenize.DEDENT):
                    continue
                first, last = min(first, token.start[0]), max(last, token.end[0])
                if token.type in (tokenize.NL, tokenize.NEWLINE):
                    found.append(range(first, last + 1))
                    first, last = len(self._processor.lines) + 2, 0
        except (tokenize.TokenError, SyntaxError):
            pass
        return found

    def named(self, prefix: str) -> Iterator[Named]:
        """Every code that a comment on a line names and that begins so; none where a comment waives the whole file."""
        lines = self._processor.lines
        # Most comments are about the codes of others, and the file is not split into tokens for those.
        rows = [row for row in self._rows if prefix in lines[row - 1].upper() and NOQA_CODES.search(lines[row - 1])]
        if not rows or self._whole_file:
            return
        for start, comment in self.comments(range(rows[0], rows[-1] + 1)):
            found = NOQA_CODES.search(comment)
            for code in _CODE.finditer(found["codes"]) if found is not None else ():
                assert found is not None
                if not code[0].upper().startswith(prefix):
                    continue
                first = start.column + found.start("codes") + code.start()
                end = Position(start.row, first + len(code[0]))
                yield Named(code[0].upper(), Position(start.row, first), end, self.reach(start.row))

    def comments(self, rows: range) -> list[tuple[Position, str]]:
        """The comments on some rows: where each starts, and its text."""
        first, last = (bisect_left(self._comments, row, key=lambda one: one[0].row) for row in (rows.start, rows.stop))
        return self._comments[first:last]

    @cached_property
    def _comments(self) -> list[tuple[Position, str]]:
        """All comments, from the top."""
        return [
            (Position(*token.start), token.string)
            for token in self._processor.file_tokens
            if token.type == tokenize.COMMENT
        ]
