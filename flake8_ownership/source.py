"""A file's bytes as text, tree, lines and noqa comments: the only place that converts columns and encodings."""

from __future__ import annotations

import argparse
import ast
import io
import re
import tokenize
import warnings
from dataclasses import dataclass
from functools import cached_property

from flake8.processor import FileProcessor
from flake8.violation import Violation

from flake8_ownership.errors import SourceError

_NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Position:
    """A place in the text: `row` from 1, `column` from 0, in characters."""

    row: int
    column: int


class Noqa:
    """The comments that waive findings, read by flake8's own code so that both count them alike."""

    _OPTIONS = argparse.Namespace(
        disable_noqa=False, hang_closing=False, indent_size=4, max_line_length=79, max_doc_length=None, verbose=0
    )

    def __init__(self, path: str, text: str) -> None:
        self._any = "noqa" in text.lower()
        if self._any:
            lines = io.StringIO(text, newline=None).readlines()
            self._processor = FileProcessor(path, self._OPTIONS, lines=lines)
            self._whole_file = self._processor.should_ignore_file()

    def waives(self, code: str, row: int) -> bool:
        return self._any and (self._whole_file or self._on_row(code, row))

    def _on_row(self, code: str, row: int) -> bool:
        # An empty line rather than None: for None flake8 would open the file.
        line = self._processor.noqa_line_for(row) or ""
        return bool(Violation(code, self._processor.filename, row, 1, "", line).is_inline_ignored(False))


class Source:
    """One file as text. `path` is only a name: nothing here opens it."""

    def __init__(
        self, path: str, text: str, *, encoding: str = "utf-8", bom: bool = False, tree: ast.Module | None = None
    ) -> None:
        self.path = path
        self.text = text
        self.encoding = encoding
        self.bom = bom
        if tree is not None:
            self.__dict__["tree"] = tree

    @classmethod
    def from_bytes(cls, path: str, data: bytes) -> Source:
        """Decodes as Python does: byte-order mark, then coding comment, then UTF-8.

        Raises SourceError with the line where the bytes do not decode.
        """
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        except SyntaxError as error:
            raise SourceError(path, f"cannot be decoded: {error.msg}", 1) from error
        bom = encoding == "utf-8-sig"
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            row = data.count(b"\n", 0, error.start) + 1
            raise SourceError(path, f"cannot be decoded as {error.encoding}: {error.reason}", row) from error
        return cls(path, text, encoding=encoding.removesuffix("-sig"), bom=bom)

    def to_bytes(self, text: str) -> bytes:
        """`text` in this file's own encoding and byte-order mark. Raises SourceError where it cannot hold it."""
        try:
            data = text.encode(self.encoding)
        except UnicodeEncodeError as error:
            raise SourceError(self.path, f"cannot be written as {self.encoding}: {error.reason}") from error
        return b"\xef\xbb\xbf" + data if self.bom else data

    @cached_property
    def tree(self) -> ast.Module:
        """Raises SourceError with the line that does not parse."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self.text)
        except SyntaxError as error:
            raise SourceError(self.path, f"cannot be parsed: {error.msg}", error.lineno) from error
        except (ValueError, RecursionError, MemoryError) as error:
            raise SourceError(self.path, f"cannot be parsed: {str(error) or type(error).__name__}") from error

    @cached_property
    def lines(self) -> list[str]:
        """Physical lines with their ends, split as Python's parser splits them (not at form feeds)."""
        ends = [match.end() for match in _NEWLINE.finditer(self.text)]
        starts = [0, *ends]
        lines = [self.text[start:end] for start, end in zip(starts, ends, strict=False)]
        if starts[-1] < len(self.text):
            lines.append(self.text[starts[-1] :])
        return lines

    @cached_property
    def newline(self) -> str:
        """The line end of the first line; a newline where there is none."""
        match = _NEWLINE.search(self.text)
        return match.group() if match else "\n"

    def position(self, row: int, byte_column: int) -> Position:
        """`ast` counts columns in UTF-8 bytes; users and editors count characters."""
        line = self.lines[row - 1] if row <= len(self.lines) else ""
        if line.isascii():
            return Position(row, byte_column)
        return Position(row, len(line.encode()[:byte_column].decode(errors="ignore")))

    def span(self, node: ast.expr | ast.stmt) -> tuple[Position, Position]:
        """Where a node starts and ends; the end is exclusive."""
        end_row = node.end_lineno if node.end_lineno is not None else node.lineno
        end_column = node.end_col_offset if node.end_col_offset is not None else node.col_offset
        return self.position(node.lineno, node.col_offset), self.position(end_row, end_column)

    def segment(self, node: ast.expr) -> str:
        """The text of a node as it is written."""
        start, end = self.span(node)
        if start.row == end.row:
            return self.lines[start.row - 1][start.column : end.column]
        first = self.lines[start.row - 1][start.column :]
        last = self.lines[end.row - 1][: end.column]
        return "".join([first, *self.lines[start.row : end.row - 1], last])

    @cached_property
    def noqa(self) -> Noqa:
        return Noqa(self.path, self.text)
