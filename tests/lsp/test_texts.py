"""Columns, changes and edits: laws that hold for any text."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from flake8_ownership.faces.lsp.documents import Buffer, Document, Part, Workspace, snapshot
from flake8_ownership.faces.lsp.edits import workspace_edit
from flake8_ownership.faces.lsp.positions import Columns
from flake8_ownership.rows import physical_lines

ENCODINGS = ("utf-8", "utf-16", "utf-32")
CHARACTERS = "ab é→🎉\t\x0c\x85\u2028\r\n"
TEXTS = st.text(CHARACTERS, max_size=30)
CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def units(text: str, encoding: str) -> int:
    codec, size = CODECS[encoding]
    return len(text.encode(codec)) // size


def position(text: str, offset: int, encoding: str) -> types.Position:
    """Where an offset is, counted by hand; a place inside `\\r\\n` is none."""
    starts = [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", text))]
    line = max(number for number, start in enumerate(starts) if start <= offset)
    return types.Position(line, units(text[starts[line] : offset], encoding))


def offsets(text: str) -> list[int]:
    """Where an editor can put its cursor."""
    return [
        offset
        for offset in range(len(text) + 1)
        if offset == 0 or text[offset - 1] != "\r" or text[offset : offset + 1] != "\n"
    ]


@given(st.text(CHARACTERS.replace("\r", "").replace("\n", "")), st.data(), st.sampled_from(ENCODINGS))
def test_a_column_comes_back_as_it_went(line: str, data: st.DataObject, encoding: str) -> None:
    column = data.draw(st.integers(0, len(line)))
    columns = Columns(encoding)
    there = columns.to_client(line + "\r\n", column)
    assert there == units(line[:column], encoding)
    assert columns.from_client(line + "\r\n", there) == column


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_column_past_the_end_is_the_end(encoding: str) -> None:
    columns = Columns(encoding)
    assert columns.from_client("é🎉\r\n", 99) == 2
    assert columns.to_client("é🎉", 99) == units("é🎉", encoding)


def test_a_column_inside_a_character_is_the_character() -> None:
    assert Columns("utf-16").from_client("a🎉b", 2) == 1
    assert Columns("utf-8").from_client("a🎉b", 3) == 1


@given(TEXTS, TEXTS, st.data(), st.sampled_from(ENCODINGS))
def test_a_change_changes_what_it_names(text: str, new: str, data: st.DataObject, encoding: str) -> None:
    start, end = sorted(data.draw(st.tuples(*[st.sampled_from(offsets(text))] * 2)))
    workspace = Workspace(None, position_encoding=encoding)
    workspace.put_text_document(types.TextDocumentItem("file:///app.py", "python", 1, text))
    changed = types.Range(position(text, start, encoding), position(text, end, encoding))
    document = workspace.document("file:///app.py")
    assert isinstance(document, Document)
    document.apply_change(types.TextDocumentContentChangePartial(changed, new))
    assert document.source == text[:start] + new + text[end:]


def applied(text: str, edits: list[types.TextEdit], encoding: str) -> str:
    """The text after some edits, each of which names a place in the text before all of them."""
    places = {(at.line, at.character): offset for offset in offsets(text) for at in [position(text, offset, encoding)]}
    spans = [
        (
            places[edit.range.start.line, edit.range.start.character],
            places[edit.range.end.line, edit.range.end.character],
            edit,
        )
        for edit in edits
    ]
    for (_, end, _), (start, _, _) in pairwise(spans):
        assert end <= start
    for start, end, edit in reversed(spans):
        text = text[:start] + edit.new_text + text[end:]
    return text


@given(st.lists(st.text(CHARACTERS, max_size=4), max_size=6), st.data(), st.sampled_from(ENCODINGS))
def test_the_edits_make_the_one_text_of_the_other(parts: list[str], data: st.DataObject, encoding: str) -> None:
    before = "".join(parts)
    after = "".join(data.draw(st.lists(st.sampled_from([*parts, "new\n", "é🎉"]), max_size=8)))
    document = Part("file:///app.py", 1, tuple(physical_lines(before)))
    buffer = Buffer("file:///app.py", Path("app.py"), before, (document,))
    edit = workspace_edit(buffer, after, Columns(encoding), versioned=False)
    assert edit is not None
    assert applied(before, list((edit.changes or {}).get("file:///app.py", [])), encoding) == after


def test_a_change_within_a_line_touches_no_more_than_it_must() -> None:
    before, after = "x = 'é🎉'\r\ny = f()\r\n", "x = 'é🎉'\r\ny = f()  # noqa: OWN101\r\n"
    part = Part("file:///app.py", 3, tuple(physical_lines(before)))
    edit = workspace_edit(
        Buffer("file:///app.py", Path("app.py"), before, (part,)), after, Columns("utf-16"), versioned=True
    )
    assert edit is not None
    assert edit.document_changes is not None
    (change,) = edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version == 3
    place = types.Position(1, 7)
    assert list(change.edits) == [types.TextEdit(types.Range(place, place), "  # noqa: OWN101")]


def notebook(*cells: str) -> Buffer:
    """The snapshot of a notebook with some code cells."""
    workspace = Workspace("file:///", position_encoding="utf-16")
    uris = [f"cell:{number}" for number in range(len(cells))]
    items = [types.TextDocumentItem(uri, "python", 1, text) for uri, text in zip(uris, cells, strict=True)]
    document = types.NotebookDocument(
        "file:///n.ipynb", "jupyter-notebook", 1, [types.NotebookCell(types.NotebookCellKind.Code, uri) for uri in uris]
    )
    workspace.put_notebook_document(types.DidOpenNotebookDocumentParams(document, items))
    buffer = snapshot(workspace, uris[0])
    assert buffer is not None
    return buffer


@pytest.mark.parametrize(
    ("cell", "readable"),
    [
        ("x = 1", "x = 1\n"),
        ("%matplotlib inline\nx = 1", "#\nx = 1\n"),
        ("if x:\n    !ls\n", "if x:\n    pass\n"),
        ("x = (1\n  % 2)", "x = (1\n  % 2)\n"),
        ("%%time\nx = 1", "#\nx = 1\n"),
        ("%%bash\nls -l\n", "\n\n"),
        ("help?\nx = 1", "#\nx = 1\n"),
        ("await f()", "await f()\n"),
        ("def f(:\n    pass", "\n\n"),
        ("", ""),
    ],
)
def test_a_cell_is_read_line_by_line(cell: str, readable: str) -> None:
    assert notebook(cell, "y = 2").text == f"{readable}y = 2\n"


@given(
    st.lists(
        st.lists(st.sampled_from(["x = 1", "y = 2", "%magic", "'é🎉'"]), max_size=4).map("\n".join),
        min_size=1,
        max_size=4,
    ),
    st.data(),
)
def test_an_edit_of_a_notebook_stays_within_the_cells(cells: list[str], data: st.DataObject) -> None:
    """A line put in anywhere, or changed, lands in the cells so that they say what the whole text says."""
    buffer = notebook(*cells)
    lines = physical_lines(buffer.text)
    row = data.draw(st.integers(0, len(lines)))
    after = "".join([*lines[:row], "new()\n", *lines[row:]])
    edit = workspace_edit(buffer, after, Columns("utf-16"), versioned=False)
    assert edit is not None
    texts = dict(zip((part.uri for part in buffer.parts), cells, strict=True))
    for uri, edits in (edit.changes or {}).items():
        texts[uri] = applied(texts[uri], list(edits), "utf-16")
    assert notebook(*texts.values()).text == after


def test_no_edit_touches_what_is_no_python() -> None:
    buffer = notebook("%magic\nx = 1")
    assert workspace_edit(buffer, "y = 1\nx = 1\n", Columns("utf-16"), versioned=False) is None
