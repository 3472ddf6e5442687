"""Diagnostics: the findings of the command line, of the text as it is in the editor."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import databases
import pytest
from lsprotocol import types

from tests.lsp.conftest import APP
from tests.lsp.editor import PROFILES, Editor, session

Project = Callable[[Mapping[str, str]], Path]
BY_CALL = '[tool.flake8-ownership]\ngranularity = "call"\n'
MESSAGE = "fetch: client.get can fail without a log or metric"


async def test_a_finding_is_shown_with_code_place_and_severity(editor: Editor) -> None:
    editor.open("app.py")
    (found,) = await editor.diagnostics("app.py")
    assert (found.code, found.message, found.source) == ("OWN101", MESSAGE, "flake8-ownership")
    assert found.severity == types.DiagnosticSeverity.Warning
    assert found.code_description is not None
    assert found.code_description.href.endswith("docs/rules/OWN101.md")
    assert editor.place("app.py", found.range.start) == (5, 19)
    assert editor.place("app.py", found.range.end) == (5, 34)


async def test_unsaved_text_is_judged_and_not_the_file(editor: Editor) -> None:
    editor.open("app.py", "x = 1\n")
    assert await editor.codes("app.py") == []
    editor.replace("app.py", f"\n{APP}")
    assert await editor.codes("app.py") == [(6, "OWN101")]
    editor.type("app.py", "await client.get", "client.build_request")
    assert await editor.codes("app.py") == []


async def test_many_changes_in_one_message_are_applied_in_their_order(pulling: Editor) -> None:
    pulling.open("app.py", "import httpx\n")
    end = types.Position(99, 0)
    insertions = [
        types.TextDocumentContentChangePartial(types.Range(end, end), part)
        for part in APP.splitlines(keepends=True)[1:]
    ]
    pulling.texts["app.py"].text = APP
    pulling.send("app.py", insertions)
    assert await pulling.codes("app.py") == [(5, "OWN101")]


async def test_a_text_that_does_not_parse_says_why_nothing_is_judged(editor: Editor) -> None:
    editor.open("app.py", APP + "def broken(:\n")
    (found,) = await editor.diagnostics("app.py")
    assert found.severity == types.DiagnosticSeverity.Information
    assert found.message.startswith("not judged: cannot be parsed")
    assert found.range.start.line == 6
    editor.type("app.py", "def broken(:\n", "")
    assert await editor.codes("app.py") == [(5, "OWN101")]


async def test_a_noqa_comment_holds(pulling: Editor) -> None:
    pulling.open("app.py", APP.replace('get("/")', 'get("/")  # noqa: OWN101'))
    assert await pulling.codes("app.py") == []


async def test_what_is_no_python_is_left_alone(editor: Editor) -> None:
    editor.open("notes.txt", APP, language="plaintext")
    editor.open("app.py")
    assert await editor.codes("app.py") == [(5, "OWN101")]
    editor.open("git:/app.py?HEAD", APP)
    assert set(editor.client.diagnostics) <= {editor.uri("app.py")}


async def test_a_text_without_a_file_is_judged(pulling: Editor) -> None:
    pulling.open("untitled:Untitled-1", APP)
    assert await pulling.codes("untitled:Untitled-1") == [(5, "OWN101")]


async def test_a_byte_order_mark_moves_nothing(pulling: Editor) -> None:
    pulling.open("app.py", "\ufeff" + APP)
    (found,) = await pulling.diagnostics("app.py")
    assert pulling.place("app.py", found.range.start) == (5, 19)


async def test_another_open_file_is_judged_by_unsaved_text(editor: Editor) -> None:
    (editor.folder / "clients.py").write_text(
        "class Local:\n    async def get(self, path): ...\n\n\nclient = Local()\n"
    )
    editor.open("clients.py")
    editor.open("app.py", "from clients import client\n\n\nasync def fetch():\n    return await client.get('/')\n")
    assert await editor.codes("app.py") == []
    editor.replace("clients.py", "import httpx\n\nclient = httpx.AsyncClient()\n")
    await editor.until("app.py", [(5, "OWN101")])
    editor.close("clients.py")
    editor.type("app.py", "fetch()", "fetch_it()")
    assert await editor.codes("app.py") == []


async def test_what_is_closed_is_taken_back(editor: Editor) -> None:
    editor.open("app.py")
    assert await editor.codes("app.py") == [(5, "OWN101")]
    editor.close("app.py")
    if editor.server.diagnostic_provider is None:
        assert await editor.told(editor.uri("app.py"), None) == []
    else:
        report = await editor.pull("app.py")
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        assert report.items == ()


async def test_a_pulled_report_that_is_known_is_not_sent_again(project: Project) -> None:
    async with session(project({"app.py": APP}), PROFILES["vscode"]()) as editor:
        editor.open("app.py")
        report = await editor.pull("app.py")
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        again = await editor.pull("app.py", report.result_id)
        assert again == types.RelatedUnchangedDocumentDiagnosticReport(report.result_id or "")
        editor.type("app.py", "import httpx\n", "import httpx\n\n")
        moved = await editor.pull("app.py", report.result_id)
        assert isinstance(moved, types.RelatedFullDocumentDiagnosticReport)
        assert editor.client.diagnostics == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_columns_are_counted_as_was_agreed(project: Project, encoding: str) -> None:
    line = '    answer = [await client.get("/"), "é→🎉", await client.get("/é🎉")]\n'
    text = APP.replace('    answer = await client.get("/")\n    return answer.raise_for_status().text\n', line)
    async with session(project({"pyproject.toml": BY_CALL}), PROFILES["vscode"](), encodings=[encoding]) as editor:
        assert editor.encoding == encoding
        editor.open("app.py", text)
        spans = [
            (editor.place("app.py", found.range.start), editor.place("app.py", found.range.end))
            for found in await editor.diagnostics("app.py")
            if found.code == "OWN101"
        ]
        first, second = line.index("client.get"), line.rindex("client.get")
        assert spans == [
            ((5, first), (5, first + len('client.get("/")'))),
            ((5, second), (5, second + len('client.get("/é🎉")'))),
        ]
        editor.type("app.py", "é→🎉", "🎉é→🎉")
        assert editor.place("app.py", (await editor.diagnostics("app.py"))[-1].range.start) == (5, second + 1)


FORMS = {
    "carriage_returns.py": APP.replace("\n", "\r\n"),
    "tabs.py": APP.replace("    ", "\t"),
    "form_feed.py": APP.replace("\n\n\n", "\n\x0c\n\n"),
    "wide.py": APP.replace('get("/")', 'get("/é🎉"), "é", await client.get("é")'),
    "separators.py": APP.replace('get("/")', 'get("\u2028\x85"); await client.put("/")'),
}


async def test_flake8_the_command_line_and_the_editor_say_the_same(project: Project) -> None:
    """To the letter, over a real package and files of every kind of line."""
    folder = project({"app.py": APP, "pyproject.toml": BY_CALL})
    for name, text in FORMS.items():
        (folder / name).write_bytes(text.encode())
    shutil.copytree(Path(databases.__file__).parent, folder / "databases")
    listed = _run(folder, "flake8_ownership", "check", "--output-format", "json")
    by_command = [
        (item["filename"], item["location"]["row"], item["location"]["column"], item["code"], item["message"])
        for item in json.loads(listed)
    ]
    by_flake8 = []
    for line in _run(folder, "flake8", "--isolated", "--select=OWN", ".").splitlines():
        name, row, column, told = line.split(":", 3)
        code, message = told.strip().split(" ", 1)
        by_flake8.append((name.removeprefix("./"), int(row), int(column), code, message))
    by_editor = []
    async with session(folder, PROFILES["vscode"](), encodings=["utf-16"]) as editor:
        for path in sorted(folder.rglob("*.py")):
            name = path.relative_to(folder).as_posix()
            editor.open(name)
            for found in await editor.diagnostics(name):
                row, column = editor.place(name, found.range.start)
                by_editor.append((name, row, column + 1, str(found.code), found.message))
    assert sorted(by_editor) == sorted(by_command) == sorted(by_flake8)
    assert {name for name, *_ in by_editor} > FORMS.keys()
    assert len(by_editor) > 50


def _run(folder: Path, module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False, encoding="utf-8").stdout


async def test_many_files_are_open_at_once(project: Project) -> None:
    names = [f"module_{number}.py" for number in range(40)]
    async with session(project(dict.fromkeys(names, APP)), PROFILES["neovim"]()) as editor:
        for name in names:
            editor.open(name)
        for name in names:
            assert await editor.codes(name) == [(5, "OWN101")]
        for name in reversed(names):
            editor.type(name, "import httpx\n", "import httpx\n\n")
        for name in names:
            assert await editor.codes(name) == [(6, "OWN101")]
