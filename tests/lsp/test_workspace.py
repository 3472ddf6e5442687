"""The whole workspace: every file, on command with progress or by itself, and open ones as they are open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.conftest import APP
from tests.lsp.editor import NAME, PATIENCE, PROFILES, Editor, session

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
    files = {f"module_{number}.py": APP for number in range(300)}
    async with session(project(files), PROFILES["vscode"]()) as editor:
        del editor.client.protocol.fm.features[types.PROGRESS]

        @editor.client.feature(types.PROGRESS)
        def cancel(params: types.ProgressParams) -> None:
            editor.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(params.token))

        assert (await check(editor))["files"] < 300


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


async def pulled(editor: Editor, known: Mapping[str, str]) -> dict[str, types.WorkspaceDocumentDiagnosticReport]:
    """What a client that knows some files by their ids is told of the workspace, by name."""
    ids = [types.PreviousResultId(editor.uri(name), value) for name, value in known.items()]
    report = await asyncio.wait_for(
        editor.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(ids, identifier=NAME)), PATIENCE
    )
    return {item.uri.removeprefix(f"{editor.folder.as_uri()}/"): item for item in report.items}


async def test_a_client_that_pulls_is_told_of_the_files_that_are_not_open(project: Project) -> None:
    async with session(project(FILES), PROFILES["vscode"](), arguments=["--workspace"]) as editor:
        assert isinstance(editor.server.diagnostic_provider, types.DiagnosticOptions)
        assert editor.server.diagnostic_provider.workspace_diagnostics
        editor.open("app.py")
        first = await pulled(editor, {})
        assert set(first) == {"package/more.py", "broken.py"}
        more = first["package/more.py"]
        assert isinstance(more, types.WorkspaceFullDocumentDiagnosticReport)
        assert [(found.code, found.range.start.line) for found in more.items] == [("OWN101", 4)]
        ids = {name: str(item.result_id) for name, item in first.items()}
        waiting = asyncio.create_task(pulled(editor, ids))
        assert await editor.codes("app.py") == [(5, "OWN101")]
        assert not waiting.done(), "a client that has its answer asks again, and nothing has changed"
        (editor.folder / "broken.py").unlink()
        changes = [types.FileEvent(editor.uri("broken.py"), types.FileChangeType.Deleted)]
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))
        second = await waiting
        assert {name: item.kind for name, item in second.items()} == {
            "package/more.py": "unchanged",
            "broken.py": "full",
        }
        gone = second["broken.py"]
        assert isinstance(gone, types.WorkspaceFullDocumentDiagnosticReport)
        assert gone.items == ()
        editor.close("app.py")
        third = await pulled(editor, ids)
        assert third["app.py"].kind == "full"


async def test_a_pull_that_is_cancelled_costs_the_next_one_nothing(project: Project) -> None:
    async with session(project(FILES), PROFILES["vscode"](), arguments=["--workspace"]) as editor:
        params = types.WorkspaceDiagnosticParams([])
        asked = asyncio.create_task(
            editor.client.protocol.send_request_async(types.WORKSPACE_DIAGNOSTIC, params, msg_id="first")
        )
        await asyncio.sleep(0.5)
        editor.client.cancel_request(types.CancelParams("first"))
        with pytest.raises(JsonRpcException, match="is canceled"):
            await asked
        assert "app.py" in await pulled(editor, {})


async def test_a_file_that_was_closed_keeps_what_the_disk_says(project: Project) -> None:
    async with session(project({"app.py": APP}), PROFILES["vscode"](), arguments=["--workspace"]) as editor:
        editor.open("app.py", "x = 1\n")
        assert await editor.codes("app.py") == []
        editor.close("app.py")
        report = await editor.pull("app.py")
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        assert [found.code for found in report.items] == ["OWN101"]
        elsewhere = await editor.pull("file:///elsewhere/app.py")
        assert isinstance(elsewhere, types.RelatedFullDocumentDiagnosticReport)
        assert elsewhere.items == ()


@pytest.mark.parametrize("profile", ["neovim", "eglot", "minimal"])
async def test_a_client_that_does_not_pull_is_told_of_them_by_itself(profile: str, project: Project) -> None:
    async with session(project(FILES), PROFILES[profile](), arguments=["--workspace"]) as editor:
        uri = editor.uri("package/more.py")
        assert [found.code for found in await editor.told(uri, None)] == ["OWN101"]
        (editor.folder / "package/more.py").write_text("x = 1\n")
        editor.open("app.py")
        editor.save("app.py")
        async with asyncio.timeout(PATIENCE):
            while editor.client.diagnostics[uri] != ():
                await asyncio.sleep(0.02)


async def test_without_the_flag_no_other_file_is_told_of(editor: Editor) -> None:
    provider = editor.server.diagnostic_provider
    assert provider is None or not provider.workspace_diagnostics


async def test_a_command_tells_why(editor: Editor) -> None:
    async def why(name: str, line: int) -> str:
        params = types.ExecuteCommandParams("flake8-ownership.why", [editor.uri(name), line])
        return str(await editor.client.workspace_execute_command_async(params))

    assert await why("app.py", 4) == "no Python file is open here"
    editor.open("app.py", f"# unsaved\n{APP}")
    assert "app.py:6:20: client.get" in await why("app.py", 5)
    assert "OWN101" in await why("app.py", 5)
    assert "no call here" in await why("app.py", 2)
    editor.open("broken.py", "def f(:\n")
    assert "broken.py:1" in await why("broken.py", 0)
