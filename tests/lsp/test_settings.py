"""Settings: the files' and the editor's, the same as on the command line, and noticed when they change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from flake8_ownership.faces.cli import main
from tests.conftest import CLOSED
from tests.lsp.conftest import APP
from tests.lsp.editor import NAME, PROFILES, Editor, session

Project = Callable[[Mapping[str, str]], Path]
SILENT = '[tool.flake8-ownership]\nignore = ["OWN1"]\n'
FOUND = [(5, "OWN101")]


def tell_changed(editor: Editor, name: str, kind: types.FileChangeType = types.FileChangeType.Changed) -> None:
    """What a client sends that watches files."""
    changes = [types.FileEvent(editor.uri(name), kind)]
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", SILENT),
        ("pyproject.toml", '[[tool.flake8-ownership.overrides]]\nfiles = ["app.py"]\nignore = ["OWN1"]\n'),
        ("pyproject.toml", '[tool.flake8-ownership]\nexclude = ["app.py"]\n'),
        (".flake8", "[flake8]\nextend-ignore = OWN1\n"),
        ("setup.cfg", "[flake8]\nper-file-ignores =\n    app.py: OWN101\n"),
        ("tox.ini", "[flake8]\nownership-not-io = httpx.*\n"),
    ],
)
async def test_the_files_of_the_command_line_hold(project: Project, name: str, text: str) -> None:
    folder = project({"app.py": APP})
    (folder / name).write_text(text)
    async with session(folder, PROFILES["vscode"]()) as editor:
        editor.open("app.py")
        assert await editor.codes("app.py") == []


async def test_the_baseline_holds_and_a_change_of_it_is_noticed(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project({"app.py": APP})
    monkeypatch.chdir(folder)
    assert main(["baseline", "write"]) == 0
    (written,) = folder.glob("*.json")
    async with session(folder, PROFILES["vscode"]()) as editor:
        editor.open("app.py")
        assert await editor.codes("app.py") == []
        editor.replace("app.py", APP + APP.partition("\n")[2].replace("fetch", "again"))
        assert await editor.codes("app.py") == [(10, "OWN101")]
        written.unlink()
        tell_changed(editor, written.name, types.FileChangeType.Deleted)
        await editor.until("app.py", [(5, "OWN101"), (10, "OWN101")])
        watched = [one for one in editor.client.registered if one.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES]  # type: ignore[attr-defined]
        assert f"**/{written.name}" in str(watched)


@pytest.mark.parametrize("profile", PROFILES)
async def test_a_changed_configuration_is_noticed(profile: str, project: Project) -> None:
    async with session(project({"app.py": APP}), PROFILES[profile]()) as editor:
        editor.open("app.py")
        assert await editor.codes("app.py") == FOUND
        (editor.folder / "pyproject.toml").write_text(SILENT)
        if editor.client.registered:  # type: ignore[attr-defined]
            tell_changed(editor, "pyproject.toml")
        else:
            editor.save("app.py")
        await editor.until("app.py", [])


async def test_a_broken_configuration_is_told_once_and_mending_it_is_enough(project: Project) -> None:
    async with session(project({"app.py": APP, "other.py": APP}), PROFILES["vscode"]()) as editor:
        (editor.folder / "pyproject.toml").write_text("[tool.flake8-ownership]\nignored = []\n")
        editor.open("app.py")
        editor.open("other.py")
        assert await editor.codes("app.py") == []
        assert await editor.codes("other.py") == []
        (told,) = editor.client.messages
        assert told.message == f"{editor.folder / 'pyproject.toml'}:2: ignored: unknown option; did you mean 'ignore'?"
        (editor.folder / "pyproject.toml").write_text(CLOSED)
        tell_changed(editor, "pyproject.toml")
        await editor.until("app.py", FOUND)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("pyproject.toml", f"[tool.x]\na = {'[' * 5000}{']' * 5000}\n", ":2: a: nested too deeply"),
        (
            "pyproject.toml",
            f"[tool.flake8-ownership]\nline-length = {'1' * 5000}\n",
            ":2: line-length: a number of too",
        ),
        ("setup.cfg", "[flake8]\nownership-line-length = ²\n", ":2: line-length: expected a whole number"),
    ],
)
async def test_a_hostile_configuration_is_one_line_too(project: Project, name: str, text: str, told: str) -> None:
    folder = project({"app.py": APP})
    (folder / name).write_text(text)
    async with session(folder, PROFILES["vscode"]()) as editor:
        editor.open("app.py")
        assert await editor.codes("app.py") == []
        (message,) = editor.client.messages
        assert message.message.startswith(f"{folder / name}{told}")


async def test_the_editors_settings_win_over_the_files(project: Project) -> None:
    folder = project({"app.py": APP})
    (folder / "pyproject.toml").write_text(SILENT)
    async with session(folder, PROFILES["vscode"](), settings={"ignore": [], "sync": None}) as editor:
        editor.open("app.py")
        assert await editor.codes("app.py") == FOUND


@pytest.mark.parametrize("profile", PROFILES)
async def test_settings_arrive_in_each_way_that_a_client_has(profile: str, project: Project) -> None:
    given = {"ignore": ["OWN1"]}
    async with session(project({"app.py": APP}), PROFILES[profile](), settings=given, options={NAME: given}) as editor:
        editor.open("app.py")
        assert await editor.codes("app.py") == []
        editor.client.set_configuration({}, section=NAME)
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({NAME: {}}))
        await editor.until("app.py", FOUND)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"ignored": []}, "the editor's settings: ignored: unknown option; did you mean 'ignore'?"),
        ({"sync": "yes"}, "the editor's settings: sync: expected true or false, found 'yes'"),
        ({"command": "rm -rf /"}, "the editor's settings: command: unknown option"),
        ([1], "the editor's settings: expected a table at 'flake8-ownership', found [1]"),
    ],
)
async def test_a_bad_setting_is_one_clear_line(project: Project, settings: Any, told: str) -> None:
    async with session(project({"app.py": APP}), PROFILES["vscode"](), settings=settings) as editor:
        editor.open("app.py")
        await editor.diagnostics("app.py")
        assert [message.message for message in editor.client.messages] == [told]


async def test_a_module_that_changes_on_disk_changes_what_depends_on_it(project: Project) -> None:
    user = "from clients import client\n\n\nasync def fetch():\n    return await client.get('/')\n"
    local = "class Local:\n    async def get(self, path): ...\n\n\nclient = Local()\n"
    async with session(project({"clients.py": local, "user.py": user}), PROFILES["vscode"]()) as editor:
        editor.open("user.py")
        assert await editor.codes("user.py") == []
        (editor.folder / "clients.py").write_text("import httpx\n\nclient = httpx.AsyncClient()\n")
        tell_changed(editor, "clients.py")
        await editor.until("user.py", FOUND)
        (editor.folder / "clients.py").write_text(local)
        tell_changed(editor, "clients.py")
        await editor.until("user.py", [])
        assert editor.client.diagnostic_refresh_count >= 2


async def test_each_folder_of_a_workspace_has_its_own_settings(project: Project) -> None:
    folder = project(
        {"loud/app.py": APP, "loud/pyproject.toml": "", "quiet/app.py": APP, "quiet/pyproject.toml": SILENT}
    )
    async with session(folder, PROFILES["vscode"]()) as editor:
        folders = [types.WorkspaceFolder((folder / name).as_uri(), name) for name in ("loud", "quiet")]
        removed = [types.WorkspaceFolder(folder.as_uri(), folder.name)]
        event = types.WorkspaceFoldersChangeEvent(folders, removed)
        editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
        editor.open("loud/app.py")
        editor.open("quiet/app.py")
        assert await editor.codes("loud/app.py") == FOUND
        assert await editor.codes("quiet/app.py") == []
