"""A file's bytes as text, tree, lines and noqa comments: the only place that converts columns and encodings."""

from __future__ import annotations

import argparse
import ast
import codecs
import io
import re
import symtable
import sys
import tokenize
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from flake8.processor import FileProcessor
from flake8.violation import Violation

from flake8_ownership.errors import SourceError
from flake8_ownership.stack import deeply

_NEWLINE = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"\w+")
_UNBEARABLE = frozenset({"punycode"})  # a megabyte of which takes Python an hour
RUNNING = f"Python {sys.version_info.major}.{sys.version_info.minor}"
_MANY = 200  # words that are looked for one by one; an index of all is cheaper for more


@dataclass(frozen=True)
class Position:
    """A place in the text: `row` from 1, `column` from 0, in characters."""

    row: int
    column: int


def physical_lines(text: str) -> list[str]:
    """Physical lines with their ends, split as Python's parser splits them (not at form feeds)."""
    if "\r" not in text:
        *whole, last = text.split("\n")
        return [line + "\n" for line in whole] + ([last] if last else [])
    ends = [match.end() for match in _NEWLINE.finditer(text)]
    starts = [0, *ends]
    lines = [text[start:end] for start, end in zip(starts, ends, strict=False)]
    if starts[-1] < len(text):
        lines.append(text[starts[-1] :])
    return lines


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
        return bool(self._processor.should_ignore_file())

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

    def comments(self, rows: range) -> list[tuple[Position, str]]:
        """The comments on some rows: where each starts, and its text."""
        return [
            (Position(*token.start), token.string)
            for token in self._processor.file_tokens
            if token.type == tokenize.COMMENT and token.start[0] in rows
        ]


class Source:
    """One file as text. `path` is only a name: nothing here opens it."""

    def __init__(
        self, path: str, text: str, *, encoding: str = "utf-8", bom: bool = False, tree: ast.Module | None = None
    ) -> None:
        self.path = path
        self.text = text
        self.encoding = encoding
        self.bom = bom
        self._searches = 0
        # The characters of a row that take several bytes, once somebody asked.
        self._wide: dict[int, tuple[list[int], list[int]]] = {}
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
        if codecs.lookup(encoding).name in _UNBEARABLE:
            raise SourceError(path, f"cannot be decoded: {encoding} is no encoding for code", 1)
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            row = data.count(b"\n", 0, error.start) + 1
            raise SourceError(path, f"cannot be decoded as {error.encoding}: {error.reason}", row) from error
        except (LookupError, ValueError) as error:  # a codec that gives no text, or has reasons of its own
            raise SourceError(path, f"cannot be decoded as {encoding}: {error}", 1) from error
        return cls(path, text, encoding=encoding.removesuffix("-sig"), bom=bom)

    def share(self, other: Source) -> None:
        """Takes over the tree and lines of another source with the same text."""
        self.__dict__.update({name: value for name, value in other.__dict__.items() if name in ("tree", "lines")})

    def to_bytes(self, text: str) -> bytes:
        """`text` in this file's own encoding and byte-order mark. Raises SourceError where it cannot hold it."""
        try:
            data = text.encode(self.encoding)
        except UnicodeError as error:
            why = error.reason if isinstance(error, UnicodeEncodeError) else error
            raise SourceError(self.path, f"cannot be written as {self.encoding}: {why}") from error
        return b"\xef\xbb\xbf" + data if self.bom else data

    @cached_property
    def tree(self) -> ast.Module:
        """Raises SourceError with the line that does not parse."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return deeply(lambda: ast.parse(self.text))
        except SyntaxError as error:
            raise SourceError(self.path, f"cannot be parsed by {RUNNING}: {error.msg}", error.lineno) from error
        except (RecursionError, MemoryError) as error:
            # Python's parser raises a MemoryError for what is nested too deeply, as for what is too large.
            raise SourceError(self.path, f"cannot be parsed by {RUNNING}: it is nested too deeply") from error
        except ValueError as error:
            raise SourceError(self.path, f"cannot be parsed by {RUNNING}: {error}") from error

    def vet(self) -> None:
        """Raises SourceError where the text does not parse. Where it does, no tree is made for that."""
        if not self.is_parsed:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    # Takes a fifth of the time that a tree takes, and accepts no text of which there is none.
                    symtable.symtable(self.text, "<text>", "exec")
            except (SyntaxError, RecursionError, MemoryError, ValueError):
                self.tree  # noqa: B018 - what is wrong is said as it is of any other file

    @property
    def is_parsed(self) -> bool:
        """Whether the tree is at hand."""
        return "tree" in self.__dict__

    @cached_property
    def lines(self) -> list[str]:
        return physical_lines(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line starts in the text, as indices into it, and where the last one ends."""
        return [0, *accumulate(map(len, self.lines))]

    def find(self, word: str, first_row: int, last_row: int) -> int:
        """Where some text first stands in a range of rows, as an index into the whole text; -1 where it does not."""
        return self.text.find(word, self._starts[first_row - 1], self._starts[min(last_row, len(self.lines))])

    def places_of(self, word: str) -> list[int]:
        """Where a word stands that is no part of a longer one, as indices into the text; nowhere where it is empty."""
        if not word:
            return []
        first = _WORD.search(word)
        if self._searches >= _MANY and first is not None:
            places = self._words.get(first[0], [])
            starts = [place - first.start() for place in places if place >= first.start()]
            return places if first[0] == word else [start for start in starts if self._stands(word, start)]
        self._searches += 1
        text, found = self.text, []
        start = text.find(word)
        while start >= 0:
            if self._stands(word, start):
                found.append(start)
            start = text.find(word, start + len(word))
        return found

    def _stands(self, word: str, start: int) -> bool:
        """Whether a word, or several with other characters between them, stands at a place and is no part of more."""
        text, end = self.text, start + len(word)
        return text.startswith(word, start) and not (_is_word(text[start - 1 : start]) or _is_word(text[end : end + 1]))

    @cached_property
    def _words(self) -> dict[str, list[int]]:
        """Every word of the text with its places: made once many of them have been looked for."""
        found: dict[str, list[int]] = {}
        for match in _WORD.finditer(self.text):
            found.setdefault(match[0], []).append(match.start())
        return found

    def row_at(self, index: int) -> int:
        """The row of a place in the text."""
        return bisect_right(self._starts, index)

    def place_of(self, index: int) -> Position:
        """The row and column of a place in the text; the end of the last row for the end of the text."""
        row = self.row_at(index)
        if row > len(self.lines) and self.lines and not self.lines[-1].endswith(("\n", "\r")):
            row -= 1
        return Position(row, index - self._starts[row - 1])

    def rows(self, first_row: int, last_row: int) -> str:
        """The text of a range of rows."""
        return self.text[self._starts[first_row - 1] : self._starts[min(last_row, len(self.lines))]]

    def length(self, first_row: int, last_row: int) -> int:
        """How many characters a range of rows has."""
        return self._starts[min(last_row, len(self.lines))] - self._starts[min(first_row - 1, len(self.lines))]

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
        if row not in self._wide:
            self._wide[row] = _wide_characters(line)
        ends, more = self._wide[row]
        return Position(row, byte_column - more[bisect_right(ends, byte_column)])

    def span(self, node: ast.expr | ast.stmt) -> tuple[Position, Position]:
        """Where a node starts and ends; the end is exclusive."""
        end_row = node.end_lineno if node.end_lineno is not None else node.lineno
        end_column = node.end_col_offset if node.end_col_offset is not None else node.col_offset
        return self.position(node.lineno, node.col_offset), self.position(end_row, end_column)

    def segment(self, node: ast.expr) -> str:
        """The text of a node as it is written, but for comments between its lines."""
        start, end = self.span(node)
        if start.row == end.row:
            return self.lines[start.row - 1][start.column : end.column]
        first = self.lines[start.row - 1][start.column :]
        last = self.lines[end.row - 1][: end.column]
        return _without_comments("".join([first, *self.lines[start.row : end.row - 1], last]))

    @cached_property
    def noqa(self) -> Noqa:
        return Noqa(self.path, self.text, self._statements() if "noqa" in self.text.lower() else [])

    def _statements(self) -> list[range]:
        """The rows of the module's own statements, those that share a row together; all rows if it does not parse."""
        try:
            body = self.tree.body
        except SourceError:
            return [range(1, len(self.lines) + 1)]
        found: list[range] = []
        for statement in body:
            first = min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", ()))])
            last = statement.end_lineno or first
            if found and first < found[-1].stop:
                first = found.pop().start
            found.append(range(first, last + 1))
        return found


def _wide_characters(line: str) -> tuple[list[int], list[int]]:
    """Where the characters end that take several bytes, in bytes; and how many bytes more than characters there are
    before the first of them, behind it, behind the second and so on."""
    ends, more = [], [0]
    for index, character in enumerate(line):
        if character > "\x7f":
            width = 1 + (character > "\u07ff") + (character > "\uffff")
            more.append(more[-1] + width)
            ends.append(index + 1 + more[-1])
    return ends, more


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def tokens_of(expression: str) -> list[tokenize.TokenInfo]:
    """The tokens of an expression, its line ends as newlines. An f-string is one of them, as it was before Python 3.12.

    Raises ValueError for a text that is no expression.
    """
    text = _NEWLINE.sub("\n", expression)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(f"({text}\n)", mode="eval")
        tokens = list(tokenize.generate_tokens(io.StringIO(f"({text}\n)").readline))
    except (tokenize.TokenError, SyntaxError, RecursionError, MemoryError) as error:
        raise ValueError(str(error)) from None
    inside = next(place for place in range(len(tokens) - 1, 0, -1) if tokens[place].type == tokenize.OP)
    lines = ("(" + text).split("\n")
    # The parentheses and the line end are ours; for the first, the first line stands one column further in.
    return [_moved(token) for token in _with_whole_strings(tokens[1 : inside - 1], lines)]


def _moved(token: tokenize.TokenInfo) -> tokenize.TokenInfo:
    (row, column), (end_row, end_column) = token.start, token.end
    start, end = (row, column - (row == 1)), (end_row, end_column - (end_row == 1))
    return token._replace(start=start, end=end)


def _with_whole_strings(tokens: Iterable[tokenize.TokenInfo], lines: Sequence[str]) -> Iterator[tokenize.TokenInfo]:
    """From Python 3.12 on an f-string comes in pieces, from 3.14 on a t-string."""
    first, depth = None, 0
    for token in tokens:
        name = tokenize.tok_name[token.type]
        if name.endswith("STRING_START"):
            first, depth = first or token, depth + 1
        elif name.endswith("STRING_END"):
            depth -= 1
        if first is None:
            yield token
        elif depth == 0:
            (row, column), (end_row, end_column) = first.start, token.end
            between = [*lines[row - 1 : end_row - 1], lines[end_row - 1][:end_column]]
            whole = "\n".join(between)[column:]
            yield first._replace(type=tokenize.STRING, string=whole, end=token.end)
            first = None


def _without_comments(text: str) -> str:
    if "#" not in text:
        return text
    lines = physical_lines(text)
    try:
        comments = [token for token in tokens_of(text) if token.type == tokenize.COMMENT]
    except ValueError:
        return text
    for token in reversed(comments):
        row, column = token.start[0] - 1, token.start[1]
        lines[row] = lines[row][:column] + lines[row][column + len(token.string) :]
    return "".join(lines)
