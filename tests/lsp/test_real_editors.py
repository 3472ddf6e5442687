"""Real editors, set up as docs/editors.md says: each shows the finding and applies the quick fix.

The tests run with the editors that are installed; CI installs them all.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pytest_lsp import client_capabilities

from flake8_ownership.faces.cli import main
from tests.lsp.conftest import APP
from tests.lsp.editor import recording_client
from tests.lsp.test_actions import OWN, WAIVE
from tests.lsp.test_diagnostics import MESSAGE

Project = Callable[[Mapping[str, str]], Path]
DRIVERS = Path(__file__).parent / "drivers"
DOCS = Path(__file__).parents[2] / "docs" / "editors.md"
TEXT = APP.replace('"/"', '"/é🎉"')
PROBES = {"nvim": ["nvim", "--version"], "emacs": ["emacs", "--batch", "--eval", "(require 'eglot)"]}
INSTALLED = [
    name
    for name, probe in PROBES.items()
    if shutil.which(name) and subprocess.run(probe, capture_output=True, check=False).returncode == 0
]


def documented(heading: str, language: str) -> str:
    """The first block of a language under a heading of the docs."""
    section = DOCS.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    found = re.search(rf"^```{language}\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def drive(editor: str, folder: Path, choice: int) -> dict[str, Any]:
    """Runs an editor on `app.py` in a folder, which picks an action by its number; returns what it saw, by name."""
    home = folder / ".home"
    home.mkdir()
    if editor == "nvim":
        setup = home / "init.lua"
        setup.write_text(documented("Neovim", "lua"))
        command = ["nvim", "--headless", "--clean", "-u", str(setup), "-c", f"luafile {DRIVERS / 'neovim.lua'}"]
    else:
        setup = home / "init.el"
        setup.write_text(documented("Emacs", "elisp"))
        command = ["emacs", "--batch", "--no-init-file", "-l", str(setup), "-l", str(DRIVERS / "emacs.el")]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "HOME": str(home), "CHOICE": str(choice), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return {name: json.loads(value) for name, value in re.findall(r"^(\w+)=(.*)$", done.stdout, re.MULTILINE)}


@pytest.mark.parametrize("editor", INSTALLED)
def test_an_editor_shows_the_finding_and_applies_the_fix(editor: str, project: Project) -> None:
    folder = project({"app.py": TEXT})
    seen = drive(editor, folder, 1)
    row, column, *told = seen["diagnostic"]
    assert (row, column) == (4, len("    answer = await "))
    assert MESSAGE in " ".join(told)
    assert seen["actions"] == [OWN, WAIVE]
    mended = (folder / "app.py").read_text()
    (folder / "app.py").write_text(TEXT)
    main(["fix", "--unsafe-fixes", str(folder / "app.py")])
    assert mended == (folder / "app.py").read_text()
    assert "logger.exception(" in mended


@pytest.mark.parametrize("editor", INSTALLED)
def test_an_editor_waives_the_finding(editor: str, project: Project) -> None:
    folder = project({"app.py": TEXT})
    drive(editor, folder, 2)
    assert (folder / "app.py").read_text() == TEXT.replace('🎉")', '🎉")  # noqa: OWN101')


async def test_python_lsp_server_shows_the_finding(project: Project) -> None:
    folder = project({"app.py": TEXT, "setup.cfg": "[flake8]\nselect = OWN\n"})
    client = recording_client()
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    await client.start_io(sys.executable, "-m", "pylsp", cwd=str(folder), env=environment)
    await client.initialize_session(
        types.InitializeParams(client_capabilities("neovim@v0.7.0"), root_uri=folder.as_uri())
    )
    settings = json.loads(documented("python-lsp-server", "json"))
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
    uri = (folder / "app.py").as_uri()
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "python", 1, TEXT)))
    while not client.diagnostics.get(uri):
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert [(found.code, found.range.start.line, MESSAGE in found.message) for found in client.diagnostics[uri]] == [
        ("OWN101", 4, True)
    ]
    await client.shutdown_session()
    await client.stop()
