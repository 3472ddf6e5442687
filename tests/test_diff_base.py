"""`--diff-base`: only what changed since a revision is told, in every face."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_ownership.diff_base import compared
from flake8_ownership.faces.cli import main
from tests.test_flake8_face import UNOWNED

Project = Callable[[Mapping[str, str]], Path]
SECOND = "\n\nasync def send(client: httpx.AsyncClient):\n    return await client.post('/')\n"
HANDLED = """import logging

import httpx


async def fetch(client: httpx.AsyncClient):
    try:
        return await client.get('/')
    except httpx.HTTPError:
        rate = 1.0
        logging.exception("no rate")
    return rate
"""


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A git repository, the working directory, with the files in its first commit."""

    def write(files: Mapping[str, str]) -> Path:
        folder = project(files)
        monkeypatch.chdir(folder)
        git(folder, "init")
        git(folder, "add", "-A")
        git(folder, "commit", "-m", "first")
        return folder

    return write


def told(capsys: pytest.CaptureFixture[str], revision: str = "HEAD") -> list[str]:
    capsys.readouterr()
    main(["check", "--select=OWN1,OWN2", "--diff-base", revision])
    return [":".join(line.split(":")[:2]) for line in capsys.readouterr().out.splitlines()]


def test_only_changed_lines_are_told(repository: Project, capsys: pytest.CaptureFixture[str]) -> None:
    folder = repository({"app.py": UNOWNED, "other.py": UNOWNED})
    assert told(capsys) == []
    (folder / "app.py").write_text("# above\n" + UNOWNED + SECOND, encoding="utf-8")
    assert told(capsys) == ["app.py:10"]
    done = subprocess.run(
        [sys.executable, "-m", "flake8", "--isolated", "--select=OWN", "--ownership-diff-base=HEAD", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line[:12] for line in done.stdout.splitlines()] == ["./app.py:10:"]


def test_untracked_and_ignored_files_are_all_new(repository: Project, capsys: pytest.CaptureFixture[str]) -> None:
    folder = repository({"app.py": UNOWNED})
    (folder / "new folder").mkdir()
    (folder / "new folder/ñ.py").write_text(UNOWNED, encoding="utf-8")
    assert told(capsys) == ["new folder/ñ.py:5"]


def test_a_renamed_file_is_not_new(repository: Project, capsys: pytest.CaptureFixture[str]) -> None:
    folder = repository({"app.py": UNOWNED})
    git(folder, "mv", "app.py", "moved.py")
    assert told(capsys) == []


def test_the_handler_that_silences_counts_as_well(repository: Project, capsys: pytest.CaptureFixture[str]) -> None:
    folder = repository({"app.py": HANDLED})
    silent = HANDLED.replace('        logging.exception("no rate")\n', "")
    (folder / "app.py").write_text(silent, encoding="utf-8")
    assert told(capsys) == ["app.py:8"]
    git(folder, "commit", "-am", "silent")
    (folder / "app.py").write_text(silent + "\n\nx = 1\n", encoding="utf-8")
    assert told(capsys) == []


def test_line_ends_are_no_change(repository: Project, capsys: pytest.CaptureFixture[str]) -> None:
    folder = repository({"app.py": UNOWNED})
    (folder / "app.py").write_bytes(UNOWNED.replace("\n", "\r\n").encode())
    assert told(capsys) == []


def test_three_dots_mean_since_the_branch_left(repository: Project, capsys: pytest.CaptureFixture[str]) -> None:
    folder = repository({"app.py": UNOWNED})
    git(folder, "checkout", "-b", "work")
    git(folder, "checkout", "main")
    (folder / "app.py").write_text(UNOWNED.replace("'/'", "'/main'"), encoding="utf-8")
    git(folder, "commit", "-am", "main goes on")
    git(folder, "checkout", "work")
    assert told(capsys, "main") == ["app.py:5"]
    assert told(capsys, "main...") == []


def test_a_fix_mends_only_what_changed(repository: Project) -> None:
    folder = repository({"app.py": UNOWNED})
    (folder / "app.py").write_text(UNOWNED + SECOND, encoding="utf-8")
    assert main(["fix", "--unsafe-fixes", "--diff-base=HEAD"]) == 0
    assert (folder / "app.py").read_text(encoding="utf-8").count("except Exception") == 1


def test_an_unknown_revision_is_an_error(repository: Project, capsys: pytest.CaptureFixture[str]) -> None:
    repository({"app.py": UNOWNED, "b.py": "x = 1\n"})
    assert main(["check", "--diff-base=nowhere"]) == 2
    assert "diff-base: 'nowhere' is no revision of this repository" in capsys.readouterr().err
    assert main(["check", "b.py", "--diff-base=--output=x"]) == 2


def test_a_shallow_clone_gets_a_clear_error(
    repository: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    folder = repository({"app.py": UNOWNED})
    git(folder, "tag", "v1")
    git(folder, "commit", "--allow-empty", "-m", "second")
    clone = tmp_path_factory.mktemp("clone")
    git(clone, "clone", "--depth=1", "--no-tags", f"file://{folder}", "shallow")
    monkeypatch.chdir(clone / "shallow")
    assert main(["check", "--diff-base=v1"]) == 2
    assert "this clone is shallow and lacks v1: `git fetch --unshallow`, or fetch-depth: 0" in capsys.readouterr().err


def test_without_a_repository_there_is_a_clear_error(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project({"app.py": UNOWNED}))
    assert main(["check", "--diff-base=HEAD"]) == 2
    assert "diff-base: lies in no git repository" in capsys.readouterr().err


_LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=12)


@settings(deadline=None)  # each example starts git
@given(_LINES, _LINES)
def test_the_rows_that_did_not_change_were_all_there_before(before: list[str], after: list[str]) -> None:
    changed = compared(before, after, Path("app.py"))
    kept = [line for row, line in enumerate(after, 1) if row not in changed.rows]
    rest = iter(before)
    assert all(line in rest for line in kept)
    assert (before == after) == (not changed.rows and not changed.gaps)
