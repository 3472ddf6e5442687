"""What the client holds open, and snapshots of it that can be judged: a file, or all code cells of a notebook."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pygls.workspace
from lsprotocol import types

from flake8_ownership.faces.lsp.addresses import name_for, path_at, scheme_of
from flake8_ownership.faces.lsp.positions import Columns
from flake8_ownership.rows import physical_lines
from flake8_ownership.source import Position, Source

_SUFFIXES = (".py", ".pyi")
# Files, and texts that are to become one; other addresses show what was, as in a comparison.
_SCHEMES = ("file", "untitled")
# Cell magics whose cell is Python all the same.
_PYTHON_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun")
_MAGIC = re.compile(r"\s*+([%!?]|.*\?\s*$)")


class Document(pygls.workspace.TextDocument):
    """An open text. Its lines end where the protocol and Python say, and not at form feeds as `str.splitlines` has it;
    a change past the end of a line or of the text is a change at the end."""

    @property
    def lines(self) -> Sequence[str]:
        return physical_lines(self.source)

    def apply_change(self, change: types.TextDocumentContentChangeEvent) -> None:
        if isinstance(change, types.TextDocumentContentChangePartial):
            text = self.source
            start, end = self._offset(change.range.start), self._offset(change.range.end)
            self._source = text[:start] + change.text + text[end:]
        else:
            self._source = change.text

    def _offset(self, position: types.Position) -> int:
        lines = self.lines
        if position.line >= len(lines):
            return len(self.source)
        columns = Columns(str(self.position_codec.encoding))
        return sum(map(len, lines[: position.line])) + columns.from_client(lines[position.line], position.character)


class Workspace(pygls.workspace.Workspace):
    """The open documents by address, and the notebooks that some of them are cells of."""

    def _create_text_document(
        self, doc_uri: str, source: str | None = None, version: int | None = None, language_id: str | None = None
    ) -> Document:
        # pygls takes the path out of the address, and refuses the whole text where it cannot.
        document = Document("untitled:", source, version, language_id, position_codec=self.position_codec)
        document.uri = doc_uri
        return document

    def document(self, uri: str) -> pygls.workspace.TextDocument | None:
        """An open text; None where the client has not opened it."""
        found: pygls.workspace.TextDocument | None = self.text_documents.get(unquote(uri))
        return found


@dataclass(frozen=True, slots=True)
class Part:
    """One text document of a snapshot. `first` is the row, from 1, of its first line in the snapshot's text; `mark` is
    1 where the document starts with a byte-order mark, which the snapshot leaves out."""

    uri: str
    version: int | None
    lines: tuple[str, ...]
    first: int = 1
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Buffer:
    """A snapshot that can be judged. `masked` are rows whose text is no Python and was replaced."""

    uri: str
    path: Path
    text: str
    parts: tuple[Part, ...]
    masked: frozenset[int] = frozenset()

    def source(self) -> Source:
        return Source(str(self.path), self.text)

    def part_at(self, row: int) -> Part:
        """The part that a row of the text belongs to; the last one for a row past the end."""
        return next((part for part in reversed(self.parts) if part.first <= row), self.parts[0])

    def part(self, uri: str) -> Part:
        return next(part for part in self.parts if unquote(part.uri) == unquote(uri))

    def position(self, position: Position, columns: Columns) -> types.Position:
        """A place in the text as the client counts it, in the document that `part_at` tells."""
        part = self.part_at(position.row)
        line = position.row - part.first
        text = part.lines[line] if line < len(part.lines) else ""
        mark = part.mark if line == 0 else 0
        return types.Position(line, columns.to_client(text, position.column + mark))

    def place(self, uri: str, position: types.Position, columns: Columns) -> Position:
        """The place in the text of a client's position in one of the documents."""
        part = self.part(uri)
        text = part.lines[position.line] if position.line < len(part.lines) else ""
        mark = part.mark if position.line == 0 else 0
        return Position(part.first + position.line, max(0, columns.from_client(text, position.character) - mark))


def owner(workspace: Workspace, uri: str) -> str:
    """The address of what a document is judged as: its notebook's, or its own."""
    notebook = workspace.get_notebook_document(cell_uri=uri)
    return notebook.uri if notebook is not None else uri


def open_units(workspace: Workspace) -> Iterable[str]:
    """The address of every file and notebook that is open."""
    return dict.fromkeys(owner(workspace, document.uri) for document in workspace.text_documents.values())


def snapshot(workspace: Workspace, uri: str) -> Buffer | None:
    """What is to be judged for a document or notebook; None where it is not open, no file or no Python."""
    unit = owner(workspace, uri)
    notebook = workspace.get_notebook_document(notebook_uri=unit)
    if notebook is not None:
        return _of_notebook(workspace, notebook)
    document = workspace.document(unit)
    if document is None or scheme_of(unit) not in _SCHEMES:
        return None
    if document.language_id != "python" and not unit.endswith(_SUFFIXES):
        return None
    text = document.source
    mark = int(text.startswith("\ufeff"))
    part = Part(document.uri, document.version, tuple(physical_lines(text)), mark=mark)
    return Buffer(unit, path_of(workspace, unit), text[mark:], (part,))


def path_of(workspace: Workspace, uri: str) -> Path:
    """The file that an address names. What is on no disk counts as a file of its name in the first folder."""
    path = path_at(uri)
    if path is not None and path.name:
        return path
    return (path_at(workspace.root_uri or "") or Path.cwd()) / name_for(uri)


def _of_notebook(workspace: Workspace, notebook: types.NotebookDocument) -> Buffer | None:
    parts: list[Part] = []
    texts: list[str] = []
    masked: set[int] = set()
    row = 1
    for cell in notebook.cells:
        document = workspace.document(cell.document)
        if cell.kind != types.NotebookCellKind.Code or document is None or document.language_id != "python":
            continue
        lines = tuple(physical_lines(document.source))
        readable = _readable(lines)
        texts += readable
        masked |= {
            row + index for index, (old, new) in enumerate(zip(lines, readable, strict=True)) if _ended(old) != new
        }
        parts.append(Part(document.uri, document.version, lines, row))
        row += len(lines)
    if not parts:
        return None
    return Buffer(notebook.uri, path_of(workspace, notebook.uri), "".join(texts), tuple(parts), frozenset(masked))


def _readable(lines: Sequence[str]) -> list[str]:
    """A cell's lines as Python can read them, as many as before: magics give way, and what is no Python at all."""
    if _parses("".join(lines)):
        return [_ended(line) for line in lines]
    first = lines[0].strip() if lines else ""
    if not first.startswith("%%") or first.startswith(_PYTHON_MAGICS):
        plain = [_without_magic(line) for line in lines]
        if _parses("".join(plain)):
            return plain
    return ["\n"] * len(lines)


def _without_magic(line: str) -> str:
    if not _MAGIC.match(line):
        return _ended(line)
    indent = line[: len(line) - len(line.lstrip())]
    # At the top a comment, above which no fix puts its imports; a suite needs a statement.
    return f"{indent}pass\n" if indent else "#\n"


def _ended(line: str) -> str:
    return line if line.endswith(("\n", "\r")) else line + "\n"


def _parses(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
