"""What lies beside a file can neither block its judgement, nor end it, nor lead out of the project."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flake8_ownership.accounts import Checked
from flake8_ownership.check import Checker
from flake8_ownership.errors import SourceError
from flake8_ownership.index.disk import Disk
from flake8_ownership.index.outlines import python_files
from flake8_ownership.index.project import snapshot
from flake8_ownership.regular_files import LARGEST
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

Write = Callable[[Mapping[str, str]], Path]
APP = "import httpx\nfrom clients import client\n\nasync def get(url):\n    await client.post(url)\n"


def judged(folder: Path, text: str = APP) -> Checked:
    return Checker().check(Source(str(folder / "app.py"), text), Settings(kind="application"))


def test_a_name_longer_than_the_disk_allows_is_simply_not_there(project: Write) -> None:
    long = "a" * 300
    text = f"import {long}\nfrom {long} import x\nfrom .{long} import y\nfrom {long}.z import *\n{APP}"
    folder = project({"clients.py": "import httpx\nclient = httpx.AsyncClient()\n"})
    assert [finding.code for finding in judged(folder, text).findings] == ["OWN101", "OWN501"]


@pytest.mark.parametrize("name", ["clients.py", "other.py"])
def test_a_device_beside_a_file_is_not_read(project: Write, name: str) -> None:
    folder = project({"main.py": "async def get(url):\n    pass\n"})
    (folder / name).symlink_to("/dev/zero")
    interface = "import httpx\nfrom typing import Protocol\n\nclass Port(Protocol):\n    async def get(self): ...\n"
    assert judged(folder, f"{interface}\n{APP}\nasync def f(port: Port):\n    await port.get()\n").sites


def test_a_pipe_that_nobody_writes_to_is_no_module(project: Write) -> None:
    folder = project({})
    before = judged(folder)
    os.mkfifo(folder / "clients.py")
    assert judged(folder) == before
    with pytest.raises(SourceError, match="not a regular file"):
        Disk().read(folder / "clients.py")


def test_what_is_too_large_to_be_a_module_is_none(tmp_path: Path) -> None:
    path = tmp_path / "data.py"
    path.write_text("#" * (LARGEST + 1))
    with pytest.raises(SourceError, match="larger than 5,000,000 bytes"):
        Disk().read(path)


@pytest.mark.parametrize("name", ["a\0b.py", "a" * 300 + ".py"])
def test_a_path_that_can_be_none_is_not_there(tmp_path: Path, name: str) -> None:
    disk, path = Disk(), tmp_path / name
    assert not (disk.is_file(path) or disk.is_folder(path) or disk.exists(path))
    assert disk.files(path) == ()
    assert disk.digest(path) == ""
    assert disk.real(path)
    with pytest.raises(SourceError, match="cannot be read"):
        disk.read(path)


def test_a_link_counts_for_none_of_the_files_of_a_project(
    project: Write, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "secret.py").write_text("x = 1\n")
    folder = project({"app.py": APP})
    (folder / "secret.py").symlink_to(elsewhere / "secret.py")
    (folder / "again.py").symlink_to(folder / "app.py")
    assert list(python_files(folder)) == [folder / "app.py"]
    assert {path.name for path in snapshot(folder, Disk())} == {"again.py", "app.py", "pyproject.toml"}
