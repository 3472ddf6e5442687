"""A new text as the smallest edits of the documents that hold the old one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lsprotocol import types

from flake8_ownership.differences import differences
from flake8_ownership.faces.lsp.documents import Buffer, Part
from flake8_ownership.faces.lsp.positions import Columns
from flake8_ownership.rows import physical_lines


class Hunk(NamedTuple):
    """Lines `start` to `end` of the old text, from 0 and the end exclusive, that become other lines."""

    start: int
    end: int
    lines: Sequence[str]


def workspace_edit(buffer: Buffer, text: str, columns: Columns, *, versioned: bool) -> types.WorkspaceEdit | None:
    """What turns a snapshot's text into another; None where that would touch a line that is no Python.

    With `versioned`, the edit holds only for the versions that were judged.
    """
    after = _lines_by_part(buffer, text)
    if after is None:
        return None
    edits: dict[str, list[types.TextEdit]] = {}
    versions: dict[str, int | None] = {}
    for part, lines in zip(buffer.parts, after, strict=True):
        changes = [_edit(part, hunk, columns) for hunk in hunks(part.lines, lines)]
        if changes:
            edits[part.uri] = changes
            versions[part.uri] = part.version
    if not versioned:
        return types.WorkspaceEdit(changes=edits)
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, versions[uri]), changes)
            for uri, changes in edits.items()
        ]
    )


def _lines_by_part(buffer: Buffer, text: str) -> list[list[str]] | None:
    """The new lines of each document."""
    after = [list(part.lines) for part in buffer.parts]
    mark = "\ufeff" * buffer.parts[0].mark
    if mark:
        after[0][0] = after[0][0].removeprefix(mark)
    before = physical_lines(buffer.text)
    for hunk in reversed(list(hunks(before, physical_lines(text)))):
        # What is put between two cells goes to the end of the first.
        row = max(1, hunk.start) if hunk.start == hunk.end else hunk.start + 1
        part = buffer.part_at(row)
        lines, offset = after[buffer.parts.index(part)], part.first - 1
        if hunk.end > offset + len(part.lines) or buffer.masked & set(range(hunk.start + 1, hunk.end + 1)):
            return None
        new = list(hunk.lines)
        at_end = hunk.end == offset + len(part.lines)
        if at_end and part.lines and not _is_ended(part.lines[-1]) and _is_ended(before[hunk.end - 1]):
            # The last line of a cell seldom has an end, and was given one in the snapshot.
            if hunk.start == hunk.end:
                lines[-1] += "\n"
            new[-1:] = [line.rstrip("\r\n") for line in new[-1:]]
        lines[hunk.start - offset : hunk.end - offset] = new
    if mark:
        after[0][:1] = [mark + line for line in after[0][:1]]
    return after


def hunks(before: Sequence[str], after: Sequence[str]) -> Iterator[Hunk]:
    """What differs, from the top."""
    for start, end, first, last in differences(before, after):
        yield Hunk(start, end, after[first:last])


def _edit(part: Part, hunk: Hunk, columns: Columns) -> types.TextEdit:
    """Within one line only what differs is replaced, so that the cursor stays where it is."""
    if hunk.end - hunk.start == len(hunk.lines) == 1:
        line = part.lines[hunk.start]
        old, new = line.rstrip("\r\n"), hunk.lines[0].rstrip("\r\n")
        if line[len(old) :] == hunk.lines[0][len(new) :]:
            return _edit_within(hunk.start, old, new, columns)
    spanned = types.Range(_line_start(part, hunk.start, columns), _line_start(part, hunk.end, columns))
    return types.TextEdit(spanned, "".join(hunk.lines))


def _edit_within(number: int, old: str, new: str, columns: Columns) -> types.TextEdit:
    start = _alike(old, new)
    same = _alike(old[start:][::-1], new[start:][::-1])
    first, last = (types.Position(number, columns.to_client(old, place)) for place in (start, len(old) - same))
    return types.TextEdit(types.Range(first, last), new[start : len(new) - same])


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items two sequences have in common at their start."""
    return next(
        (count for count, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )


def _line_start(part: Part, line: int, columns: Columns) -> types.Position:
    """Where a line starts; for the line after the last, where the text ends."""
    if line < len(part.lines) or not part.lines or _is_ended(part.lines[-1]):
        return types.Position(line, 0)
    last = part.lines[-1]
    return types.Position(len(part.lines) - 1, columns.to_client(last, len(last)))


def _is_ended(line: str) -> bool:
    return line.endswith(("\n", "\r"))
