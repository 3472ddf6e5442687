"""The whole workspace, on command: every file, with progress, and open ones as they are open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from lsprotocol import types

from tests.lsp.conftest import APP
from tests.lsp.editor import PATIENCE, PROFILES, Editor, session

Project = Callable[[Mapping[str, str]], Path]
COMMAND = "flake8-ownership.checkWorkspace"
FILES = {
    "app.py": APP,
    "package/__init__.py": "",
    "package/more.py": APP,
    "broken.py": "def f(:\n",
    "left_out/app.py": APP,
    ".gitignore": "left_out/\n",
}


async def check(editor: Editor) -> dict[str, int]:
    """How many files and findings the server told of."""
    answer = await editor.client.workspace_execute_command_async(types.ExecuteCommandParams(COMMAND))
    return dict(answer) if isinstance(answer, dict) else answer._asdict()


@pytest.mark.parametrize("profile", PROFILES)
async def test_every_file_is_judged_once(profile: str, project: Project) -> None:
    async with session(project(FILES), PROFILES[profile]()) as editor:
        editor.open("app.py", "x = 1\n")
        assert await check(editor) == {"files": 4, "findings": 1}
        shown = {name: editor.client.diagnostics.get(editor.uri(name)) or () for name in FILES}
        assert [(name, found.code) for name, told in shown.items() for found in told] == [
            ("package/more.py", "OWN101"),
            ("broken.py", None),
        ]
        reports = list(editor.client.progress_reports.values())
        if not editor.capabilities.window or not editor.capabilities.window.work_done_progress:
            assert reports == []
            return
        (steps,) = reports
        assert steps[0].title == "Checking 4 files"
        assert [step.message for step in steps[1:-1]] == ["app.py", "broken.py", "__init__.py", "more.py"]
        assert steps[-1].message == "1 finding in 4 files"


async def test_a_check_can_be_cancelled(project: Project) -> None:
    files = {f"module_{number}.py": APP for number in range(30)}
    async with session(project(files), PROFILES["vscode"]()) as editor:
        del editor.client.protocol.fm.features[types.PROGRESS]

        @editor.client.feature(types.PROGRESS)
        def cancel(params: types.ProgressParams) -> None:
            editor.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(params.token))

        assert (await check(editor))["files"] < 30


async def test_what_was_told_follows_the_file(project: Project) -> None:
    async with session(project({"app.py": APP, "other.py": APP}), PROFILES["vscode"]()) as editor:
        await check(editor)
        uri = editor.uri("app.py")
        assert len(editor.client.diagnostics[uri]) == 1
        editor.open("app.py")
        assert await editor.codes("app.py") == [(5, "OWN101")]
        assert editor.client.diagnostics[uri] == (), "it is pulled while it is open, and would be shown twice"
        other = editor.folder / "other.py"
        other.unlink()
        changes = [types.FileEvent(other.as_uri(), types.FileChangeType.Deleted)]
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))
        async with asyncio.timeout(PATIENCE):
            while editor.client.diagnostics[other.as_uri()] != ():
                await asyncio.sleep(0.02)
