"""What a fix does to files: the defects that its peers were found to have, and what writing safely asks for."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

import pytest

from flake8_ownership import files as writing
from flake8_ownership.codemods import files
from flake8_ownership.errors import SourceError
from flake8_ownership.faces.cli import main
from flake8_ownership.sites import screen
from flake8_ownership.source import Source
from tests.conftest import CLOSED

BAD = "import httpx\n\n\nasync def fetch(client: httpx.AsyncClient):\n    return await client.get('/')\n"
Project = Callable[[Mapping[str, str]], Path]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command; returns its exit code and what it printed."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def written(folder: Path, data: bytes, name: str = "app.py") -> Path:
    (folder / "pyproject.toml").write_text(CLOSED, encoding="utf-8")
    path = folder / name
    path.write_bytes(data)
    return path


def test_crlf_stays_crlf(tmp_path: Path, run: Run) -> None:
    path = written(tmp_path, BAD.replace("\n", "\r\n").encode())
    assert run("fix", "--unsafe-fixes", path)[0] == 0
    data = path.read_bytes()
    assert b"logger.exception" in data
    assert data.count(b"\n") == data.count(b"\r\n")


def test_latin_1_stays_latin_1(tmp_path: Path, run: Run) -> None:
    path = written(tmp_path, ("# -*- coding: latin-1 -*-\n# Grüße\n" + BAD).encode("latin-1"))
    assert run("fix", "--unsafe-fixes", path)[0] == 0
    assert "Grüße" in path.read_bytes().decode("latin-1")


def test_a_byte_order_mark_stays(tmp_path: Path, run: Run) -> None:
    path = written(tmp_path, b"\xef\xbb\xbf" + BAD.encode())
    assert run("fix", "--unsafe-fixes", path)[0] == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert path.read_bytes().count(b"\xef\xbb\xbf") == 1


@pytest.mark.parametrize("end", ["", "\n", "\n\n"], ids=["none", "one", "two"])
def test_the_last_newlines_stay(tmp_path: Path, run: Run, end: str) -> None:
    path = written(tmp_path, (BAD.rstrip() + "\n\n\nLAST = 1" + end).encode())
    run("fix", "--unsafe-fixes", path)
    assert path.read_text(encoding="utf-8").endswith("LAST = 1" + end)


@pytest.mark.parametrize("end", ["\n \n", "\n  # first\n  # second\n", "\n #", " \n\t"])
def test_what_stands_below_the_last_code_stays(tmp_path: Path, run: Run, end: str) -> None:
    """LibCST itself drops some of these lines."""
    path = written(tmp_path, (BAD + end).encode())
    assert run("fix", "--unsafe-fixes", path)[0] == 0
    assert path.read_text(encoding="utf-8").endswith(end)


def test_a_syntax_error_ends_no_run(tmp_path: Path, run: Run) -> None:
    broken, good = written(tmp_path, b"def (:\n", "a.py"), written(tmp_path, BAD.encode(), "b.py")
    code, _, err = run("fix", "--unsafe-fixes", tmp_path)
    assert code == 2
    assert "a.py:1" in err
    assert broken.read_bytes() == b"def (:\n"
    assert "logger.exception" in good.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        BAD.replace("client.get('/')", "client.get('/')  # noqa"),
        BAD.replace("client.get('/')", "client.get('/')  # noqa: OWN101"),
        BAD.replace("client.get('/')", "client.get('/')  # noqa: OWN1"),
        "# flake8: noqa\n" + BAD,
    ],
    ids=["bare", "by its code", "by a prefix", "the whole file"],
)
def test_what_noqa_waives_is_not_rewritten(tmp_path: Path, run: Run, text: str) -> None:
    path = written(tmp_path, text.encode())
    assert run("fix", "--unsafe-fixes", path)[0] == 0
    assert path.read_text(encoding="utf-8") == text


def test_line_numbers_of_what_is_left_are_those_of_the_mended_file(tmp_path: Path, run: Run) -> None:
    left = (
        "\n\nasync def slow(client: httpx.AsyncClient):\n    try:\n        await client.get('/')\n"
        "    except BaseException:\n        pass\n"
    )
    path = written(tmp_path, (BAD + left).encode())
    code, out, _ = run("fix", "--unsafe-fixes", path)
    assert code == 1
    row = int(out.splitlines()[0].removeprefix(str(path)).split(":")[1])
    assert "await client.get" in path.read_text(encoding="utf-8").splitlines()[row - 1]


def test_the_exit_code_tells_of_what_is_left(tmp_path: Path, run: Run) -> None:
    path = written(tmp_path, BAD.encode())
    assert run("check", path)[0] == 1
    assert run("check", "--fix", path)[0] == 1
    assert run("check", "--fix", "--unsafe-fixes", path)[0] == 0


def test_without_a_configuration_fixes_work_as_well(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "app.py"
    path.write_text(BAD, encoding="utf-8")
    assert run("fix", "--unsafe-fixes", path)[0] == 0


def test_only_what_a_finding_names_is_renamed(tmp_path: Path, run: Run) -> None:
    text = (
        "import logging\n\nimport httpx\n\nlogger = logging.getLogger(__name__)\n\n\n"
        "async def fetch(client: httpx.AsyncClient, order_id: str):\n    form.error('usage')\n    try:\n"
        "        return (await client.get('/')).content\n    except Exception:\n"
        "        logger.error('failed %s', order_id)\n        form.error('usage')\n    logger.error('elsewhere')\n"
    )
    path = written(tmp_path, text.encode())
    run("fix", "--select", "OWN401", path)
    assert path.read_text(encoding="utf-8") == text.replace("logger.error('failed", "logger.exception('failed")


def test_what_follows_a_nested_function_is_mended_too(tmp_path: Path, run: Run) -> None:
    text = BAD.replace(
        "    return",
        "    async def inner():\n        return await client.get('/inner')\n\n    await inner()\n    return",
    )
    path = written(tmp_path, text.encode())
    assert run("fix", "--unsafe-fixes", path)[0] == 0
    assert path.read_text(encoding="utf-8").count("logger.exception") == 2


def test_a_diff_of_a_file_that_could_not_be_judged_is_an_error(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise KeyError("x")

    monkeypatch.setattr(screen, "screened", broken)
    written(tmp_path, BAD.encode())
    code, out, err = run("fix", "--unsafe-fixes", "--diff", tmp_path)
    assert (code, out) == (2, "")
    assert ":1:1: OWN000 this file could not be judged (KeyError" in err


def test_a_diff_reads_the_same_twice_and_writes_nothing(tmp_path: Path, run: Run) -> None:
    for name in "cab":
        written(tmp_path, BAD.encode(), f"{name}.py")
    first, second = (run("fix", "--unsafe-fixes", "--diff", tmp_path) for _ in range(2))
    assert first == second
    assert first[0] == 1
    assert first[1].index("a.py") < first[1].index("b.py") < first[1].index("c.py")
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == BAD


def test_two_fixes_in_one_expression_spoil_no_indentation(tmp_path: Path, run: Run) -> None:
    text = BAD.replace(
        "await client.get('/')", "(\n        await client.get('/'),\n        await client.get('/b'),\n    )"
    )
    path = written(tmp_path, text.encode())
    assert run("fix", "--unsafe-fixes", path)[0] == 0
    mended = path.read_text(encoding="utf-8")
    assert (
        "        return (\n            await client.get('/'),\n            await client.get('/b'),\n        )\n"
        in mended
    )


def test_the_codemod_adds_no_newline(tmp_path: Path) -> None:
    path = written(tmp_path, BAD.rstrip().encode())
    command = [sys.executable, "-m", "libcst.tool", "codemod", "-x", "--no-format"]
    name = "flake8_ownership.codemods.commands.OwnFailures"
    subprocess.run([*command, name, str(path)], check=True, capture_output=True, cwd=tmp_path)
    text = path.read_text(encoding="utf-8")
    assert "logger.exception" in text
    assert not text.endswith("\n")


def test_the_mode_of_a_file_is_kept(tmp_path: Path, run: Run) -> None:
    path = written(tmp_path, BAD.encode())
    path.chmod(0o750)
    run("fix", "--unsafe-fixes", path)
    assert path.stat().st_mode & 0o777 == 0o750
    assert sorted(path.name for path in tmp_path.iterdir()) == ["app.py", "pyproject.toml"]


def test_a_link_is_not_written(tmp_path: Path, run: Run) -> None:
    (tmp_path / "there").mkdir()
    target = written(tmp_path / "there", BAD.encode())
    (tmp_path / "pyproject.toml").write_text(CLOSED, encoding="utf-8")
    (tmp_path / "link.py").symlink_to(target)
    code, _, err = run("fix", "--unsafe-fixes", tmp_path / "link.py")
    assert code == 2
    assert "is a link" in err
    assert target.read_text(encoding="utf-8") == BAD


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = written(tmp_path, BAD.encode())
    source = Source.from_bytes(str(path), path.read_bytes())
    path.write_text("other = 1\n", encoding="utf-8")
    with pytest.raises(SourceError, match="changed while"):
        files.replace(path, source, "mine = 1\n")
    assert path.read_text(encoding="utf-8") == "other = 1\n"


def test_what_cannot_be_written_leaves_the_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, BAD.encode())
    source = Source.from_bytes(str(path), path.read_bytes())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SourceError, match="No space left"):
        files.replace(path, source, "mine = 1\n")
    assert path.read_text(encoding="utf-8") == BAD
    assert sorted(path.name for path in tmp_path.iterdir()) == ["app.py", "pyproject.toml"]


def rewritten(path: Path, text: str = "mine = 1\n") -> None:
    files.replace(path, Source.from_bytes(str(path), path.read_bytes()), text)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_another_name_of_a_file_is_not_left_behind(tmp_path: Path, run: Run) -> None:
    path = written(tmp_path, BAD.encode())
    os.link(path, tmp_path / "other.txt")
    path.chmod(0o640)
    assert run("fix", "--unsafe-fixes", path)[0] == 0
    assert "logger.exception" in (tmp_path / "other.txt").read_text(encoding="utf-8")
    assert path.samefile(tmp_path / "other.txt")
    assert path.stat().st_mode & 0o777 == 0o640
    assert names(tmp_path) == ["app.py", "other.txt", "pyproject.toml"]


def test_a_file_that_its_owner_may_not_write_is_left_alone(tmp_path: Path, run: Run) -> None:
    """Whoever runs the fix: nothing stops root."""
    path, other = written(tmp_path, BAD.encode()), written(tmp_path, BAD.encode(), "other.py")
    path.chmod(0o444)
    code, _, err = run("fix", "--unsafe-fixes", tmp_path)
    assert (code, err.splitlines()[0]) == (2, f"{path}: is read-only, and was left alone")
    assert path.read_text(encoding="utf-8") == BAD
    assert "logger.exception" in other.read_text(encoding="utf-8")


def test_a_new_file_takes_the_place_of_the_old_one_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, BAD.encode())
    with path.open("rb") as reader:
        rewritten(path)
        assert reader.read().decode() == BAD


@pytest.fixture
def attributes(monkeypatch: pytest.MonkeyPatch) -> dict[int, dict[str, bytes]]:
    """The extended attributes of each file, by its number, as a system holds them that lets everybody set them."""
    held: dict[int, dict[str, bytes]] = {}

    def of(path: Path) -> dict[str, bytes]:
        return held.setdefault(path.stat().st_ino, {})

    monkeypatch.setattr(os, "listxattr", lambda path: list(of(path)))
    monkeypatch.setattr(os, "getxattr", lambda path, name: of(path)[name])
    monkeypatch.setattr(os, "setxattr", lambda path, name, value: of(path).update({name: value}))
    return held


def test_extended_attributes_are_kept(tmp_path: Path, attributes: dict[int, dict[str, bytes]]) -> None:
    path = written(tmp_path, BAD.encode())
    kept = {"user.origin": b"here", "system.posix_acl_access": b"all"}
    attributes[path.stat().st_ino] = dict(kept)
    rewritten(path)
    assert path.read_text(encoding="utf-8") == "mine = 1\n"
    assert attributes[path.stat().st_ino] == kept


def test_where_attributes_cannot_be_given_the_file_itself_is_written(
    tmp_path: Path, attributes: dict[int, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, BAD.encode())
    number = path.stat().st_ino
    attributes[number] = {"security.selinux": b"here"}

    def refused(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "setxattr", refused)
    rewritten(path)
    assert (path.read_text(encoding="utf-8"), path.stat().st_ino) == ("mine = 1\n", number)
    assert names(tmp_path) == ["app.py", "pyproject.toml"]


def test_the_owner_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By giving it to the new file; where that does not work, by writing into the old one."""
    path = written(tmp_path, BAD.encode())
    found = path.lstat()
    given: list[tuple[int, int]] = []
    another = os.stat_result([*found[:4], found.st_uid + 1, found.st_gid, *found[6:]])
    monkeypatch.setattr(Path, "lstat", lambda _: another)
    monkeypatch.setattr(os, "chown", lambda _, user, group: given.append((user, group)))
    rewritten(path)
    assert given == [(found.st_uid + 1, found.st_gid)]
    assert (path.read_text(encoding="utf-8"), path.stat().st_ino) == ("mine = 1\n", found.st_ino)


def test_a_file_that_is_mounted_by_itself_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, BAD.encode())

    def busy(*_: object) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(Path, "replace", busy)
    rewritten(path)
    assert path.read_text(encoding="utf-8") == "mine = 1\n"
    assert names(tmp_path) == ["app.py", "pyproject.toml"]


@pytest.mark.parametrize("linked", [False, True], ids=["replaced", "written over"])
def test_a_save_at_the_last_moment_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linked: bool) -> None:
    """After the new file was written, which takes a while."""
    path = written(tmp_path, BAD.encode())
    if linked:
        os.link(path, tmp_path / "other.txt")
    write = writing._draft

    def meanwhile(*arguments: object) -> Path:
        draft = write(*arguments)  # type: ignore[arg-type]
        path.write_text("saved = 1\n", encoding="utf-8")
        return draft

    monkeypatch.setattr(writing, "_draft", meanwhile)
    with pytest.raises(SourceError, match="changed while"):
        rewritten(path)
    assert path.read_text(encoding="utf-8") == "saved = 1\n"
    assert not [name for name in names(tmp_path) if name.endswith(".tmp")]


def failing_from(monkeypatch: pytest.MonkeyPatch, first: int, last: int) -> None:
    """Some of the writes get no further than half of what they write."""
    write, count = writing._write, 0

    def half(file: BinaryIO, data: bytes) -> None:
        nonlocal count
        count += 1
        if not first <= count <= last:
            write(file, data)
            return
        file.seek(0)
        file.truncate(0)
        file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing, "_write", half)


@pytest.mark.parametrize("number", [1, 2, 3], ids=["the new text", "the copy", "the file itself"])
def test_a_full_disk_leaves_a_file_with_two_names_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = written(tmp_path, BAD.encode())
    os.link(path, tmp_path / "other.txt")
    failing_from(monkeypatch, number, number)
    with pytest.raises(SourceError, match=r"cannot be written: No space left on device$"):
        rewritten(path)
    assert path.read_text(encoding="utf-8") == BAD
    assert names(tmp_path) == ["app.py", "other.txt", "pyproject.toml"]


def test_what_cannot_even_be_put_back_lies_beside_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, BAD.encode())
    os.link(path, tmp_path / "other.txt")
    failing_from(monkeypatch, 3, 4)
    with pytest.raises(SourceError, match=r"what it held is in \.app\.py\."):
        rewritten(path)
    (copy,) = tmp_path.glob(".app.py.*.tmp")
    assert copy.read_text(encoding="utf-8") == BAD


def test_what_a_fix_has_refused_is_not_promised_once_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "app.py"
    path.write_text(
        "import asyncio\n\nimport httpx\n\n\nasync def send(client: httpx.AsyncClient) -> bool:\n"
        "    task = asyncio.create_task(client.get('/'))\n"
        "    await asyncio.wait({task})\n"
        "    return task.exception() is None\n",
        encoding="utf-8",
    )
    assert main(["fix", "--isolated", str(path)]) == 1
    assert (
        capsys.readouterr().err
        == "0 fixed, 1 left: 1 operation loses failures; fix --unsafe-fixes --diff shows what can be fixed\n"
    )
    assert main(["fix", "--isolated", "--unsafe-fixes", str(path)]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "0 fixed, 1 left: 1 operation loses failures"


def test_a_file_that_changes_while_it_is_fixed_is_still_called_by_the_others(tmp_path: Path, run: Run) -> None:
    (tmp_path / "pyproject.toml").write_text(CLOSED, encoding="utf-8")
    (tmp_path / "user.py").write_text(
        "import logging\n\nfrom gate import load\n\nlogger = logging.getLogger(__name__)\n\n\nasync def show(client):\n"
        "    try:\n        await load(client)\n    except Exception:\n        logger.exception('no answer')\n",
        encoding="utf-8",
    )
    gate = (
        "import httpx\n\n\nasync def load(client: httpx.AsyncClient):\n    await client.head('/')\n\n\n"
        "async def begin(client: httpx.AsyncClient):\n    await client.head('/')\n"
    )
    (tmp_path / "gate.py").write_text(gate, encoding="utf-8")
    assert run("fix", "--unsafe-fixes", "--ignore", "OWN501", str(tmp_path))[0] == 0
    assert (tmp_path / "gate.py").read_text(encoding="utf-8").partition("async def begin")[0].count("try:") == 0


@pytest.mark.parametrize("command", [["fix"], ["check", "--fix"]], ids=" ".join)
def test_quiet_leaves_findings_and_errors_alone(tmp_path: Path, run: Run, command: list[str]) -> None:
    """The same as `check --quiet`: no refusal, nothing of a baseline, no last line."""
    path = written(tmp_path, BAD.encode())
    code, out, err = run(*command, "--quiet", path, tmp_path / "nowhere.py")
    assert (code, out.count("\n")) == (2, 1)
    assert "OWN101" in out
    assert err == f"{tmp_path / 'nowhere.py'}: no such file or folder\n"
    assert run(*command, "--quiet", "--unsafe-fixes", path) == (0, "", "")
    (tmp_path / "empty").mkdir()
    assert run(*command, "-q", tmp_path / "empty") == (0, "", "")
