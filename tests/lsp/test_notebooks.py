"""Notebooks: the code cells are judged together, and each cell shows and mends its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from lsprotocol import types

from tests.lsp.editor import PROFILES, Editor, Text, session
from tests.lsp.test_actions import OWN, WAIVE

Project = Callable[[Mapping[str, str]], Path]
NOTEBOOK = "notes.ipynb"
CELLS = {
    "imports": "%load_ext autoreload\nimport httpx\n\nclient = httpx.AsyncClient()",
    "shell": "%%bash\nawait nothing (",
    "broken": "def broken(:",
    "fetch": "async def fetch():\n    return (await client.get('/é🎉')).raise_for_status()",
    "use": "!pip list\nawait fetch()",
}


def cell_uri(name: str) -> str:
    return f"vscode-notebook-cell:/notes.ipynb#{name}"


def open_notebook(editor: Editor) -> None:
    cells = [types.NotebookCell(types.NotebookCellKind.Markup, cell_uri("title"))]
    cells += [types.NotebookCell(types.NotebookCellKind.Code, cell_uri(name)) for name in CELLS]
    texts = [types.TextDocumentItem(cell_uri("title"), "markdown", 1, "# `await client.get()`")]
    for name, text in CELLS.items():
        texts.append(types.TextDocumentItem(cell_uri(name), "python", 1, text))
        editor.texts[cell_uri(name)] = Text(cell_uri(name), text)
    notebook = types.NotebookDocument(editor.uri(NOTEBOOK), "jupyter-notebook", 1, cells)
    editor.client.notebook_document_did_open(types.DidOpenNotebookDocumentParams(notebook, texts))


def replace(editor: Editor, name: str, text: str) -> None:
    """A cell's new text, as a notebook's change."""
    document = editor.texts[cell_uri(name)]
    end = editor.position(document.text, len(document.text))
    change = types.TextDocumentContentChangePartial(types.Range(types.Position(0, 0), end), text)
    document.text, document.version = text, document.version + 1
    cell = types.VersionedTextDocumentIdentifier(document.version, document.uri)
    content = types.NotebookDocumentCellContentChanges(cell, [change])
    notebook = types.VersionedNotebookDocumentIdentifier(document.version, editor.uri(NOTEBOOK))
    changes = types.NotebookDocumentChangeEvent(cells=types.NotebookDocumentCellChanges(text_content=[content]))
    editor.client.notebook_document_did_change(types.DidChangeNotebookDocumentParams(notebook, changes))


def edited(editor: Editor, action: types.CodeAction) -> dict[str, str]:
    """The cells that an action changes, with their new texts."""
    assert action.edit is not None
    assert action.edit.document_changes is not None
    texts = {}
    for change in action.edit.document_changes:
        assert isinstance(change, types.TextDocumentEdit)
        document = editor.texts[change.text_document.uri]
        assert change.text_document.version == document.version
        text = document.text
        for edit in sorted(change.edits, key=lambda one: one.range.start.line, reverse=True):
            start, end = (editor.offset(text, place) for place in (edit.range.start, edit.range.end))
            text = text[:start] + edit.new_text + text[end:]  # type: ignore[union-attr]
        texts[change.text_document.uri.partition("#")[2]] = text
    return texts


async def test_a_cell_is_judged_by_what_other_cells_declare(project: Project) -> None:
    async with session(project({}), PROFILES["vscode"]()) as editor:
        open_notebook(editor)
        found = {name: await editor.codes(cell_uri(name)) for name in CELLS}
        assert found == {name: [(2, "OWN101")] if name == "fetch" else [] for name in CELLS}
        replace(editor, "imports", "class Local:\n    async def get(self, path): ...\nclient = Local()")
        assert await editor.codes(cell_uri("fetch")) == []


async def test_an_action_changes_the_cells_that_it_concerns(project: Project) -> None:
    async with session(project({}), PROFILES["vscode"]()) as editor:
        open_notebook(editor)
        actions = await editor.actions(cell_uri("fetch"), 2)
        waived = edited(editor, await editor.client.code_action_resolve_async(actions[WAIVE]))
        assert waived == {"fetch": CELLS["fetch"] + "  # noqa: OWN101"}
        mended = edited(editor, await editor.client.code_action_resolve_async(actions[OWN]))
        assert set(mended) == {"imports", "fetch"}
        assert mended["imports"].startswith("%load_ext autoreload\n")
        assert "import logging" in mended["imports"]
        assert "logger.exception(" in mended["fetch"]
        for name, text in mended.items():
            assert not text.endswith("\n")
            replace(editor, name, text)
        assert await editor.codes(cell_uri("fetch")) == []


async def test_a_hover_explains_a_call_in_a_cell(project: Project) -> None:
    async with session(project({}), PROFILES["vscode"]()) as editor:
        open_notebook(editor)
        assert "is I/O: httpx.AsyncClient.get" in await editor.hover(cell_uri("fetch"), "get", "await")


async def test_cells_come_and_go(project: Project) -> None:
    async with session(project({}), PROFILES["vscode"]()) as editor:
        open_notebook(editor)
        assert await editor.codes(cell_uri("fetch")) == [(2, "OWN101")]
        gone = types.NotebookCellArrayChange(start=1, delete_count=1, cells=[])
        structure = types.NotebookDocumentCellChangeStructure(
            gone, did_close=[types.TextDocumentIdentifier(cell_uri("imports"))]
        )
        changes = types.NotebookDocumentChangeEvent(cells=types.NotebookDocumentCellChanges(structure=structure))
        notebook = types.VersionedNotebookDocumentIdentifier(2, editor.uri(NOTEBOOK))
        editor.client.notebook_document_did_change(types.DidChangeNotebookDocumentParams(notebook, changes))
        assert await editor.codes(cell_uri("fetch")) == [(2, "OWN102")]
        editor.client.notebook_document_did_close(
            types.DidCloseNotebookDocumentParams(
                types.NotebookDocumentIdentifier(editor.uri(NOTEBOOK)),
                [types.TextDocumentIdentifier(cell_uri(name)) for name in CELLS],
            )
        )
        report = await editor.pull(cell_uri("fetch"))
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        assert report.items == ()
