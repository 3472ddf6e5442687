"""One bad file costs no other file anything: each is spoiled in turn, in every way, for every format."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from flake8_ownership.check import Checker
from flake8_ownership.codemods import engine
from flake8_ownership.configuration import Settler
from flake8_ownership.faces.cli import main
from flake8_ownership.faces.cli.output import FORMATS
from flake8_ownership.run import check_all
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source
from flake8_ownership.workers import Workers, processes
from tests.test_flake8_face import UNOWNED

Project = Callable[[Mapping[str, str]], Path]
# Each knows the next, and none owes a finding to another.
FILES = {
    f"{name}.py": f"from {other} import VALUE, Base\n{UNOWNED}\n\nclass Own(Base):\n    size = VALUE\n\n\nBase = Own\n"
    for name, other in [("app", "between"), ("between", "clients"), ("clients", "zone"), ("zone", "app")]
}


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def no_code(path: Path) -> None:
    path.write_text("async def f(:\n")


# How a file is spoiled, and what is said of it: nothing where a folder holds something else under the name.
SPOILED: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pipe": (a_pipe, ""),
    "a link to a device": (lambda path: path.symlink_to("/dev/zero"), ""),
    "a link to itself": (lambda path: path.symlink_to(path.name), ""),
    "a link to nothing": (lambda path: path.symlink_to("nowhere"), ""),
    "a folder": (Path.mkdir, ""),
    "no code": (no_code, r":1: cannot be parsed by Python 3\.\d+: invalid syntax"),
    "nothing but nesting": (lambda path: path.write_text("(" * 5_000), r"(:1)?: cannot be parsed by Python 3\.\d+: "),
    "NUL": (lambda path: path.write_bytes(b"x = '\0'\n"), r": cannot be parsed by Python 3\.\d+: "),
    "no UTF-8": (
        lambda path: path.write_bytes(b"x = '\xff'\n"),
        ":1: cannot be decoded: invalid or missing encoding declaration",
    ),
    "a codec of bytes": (lambda path: path.write_bytes(b"# coding: rot13\n"), ":1: cannot be decoded as rot13"),
    "a codec without end": (lambda path: path.write_bytes(b"# coding: punycode\n"), ":1: cannot be decoded: punycode"),
    "too much": (lambda path: path.write_bytes(b"#" * 5_000_001), ": cannot be read: larger than 5,000,000 bytes"),
}


def found(chosen: str, printed: str) -> list[str]:
    """What a format says of each finding, without what it says of errors."""
    match chosen:
        case "json":
            return [json.dumps(row) for row in json.loads(printed) if row["code"] is not None]
        case "gitlab":
            return [json.dumps(row) for row in json.loads(printed) if row["check_name"] != "error"]
        case "rdjson":
            return [json.dumps(row) for row in json.loads(printed)["diagnostics"] if row["code"]["value"] != "error"]
        case "sarif":
            return [json.dumps(row) for row in json.loads(printed)["runs"][0]["results"]]
        case "full":
            return re.split(r"(?<=\n)\n", printed)[:-1]
        case "junit":
            return re.findall(r"<testcase .*?<failure .*?</testcase>", printed)
        case "grouped":
            groups = [group.splitlines() for group in printed.split("\n\n")]
            return [f"{name.partition(' ')[0]}:{row.strip()}" for name, *rows in filter(None, groups) for row in rows]
        case _:
            ours = ("::error ", "##vso[task.logissue type=error;")
            lines = printed.splitlines()
            return [line for line in lines if not line.startswith(ours) and "[error] cannot be " not in line]


_SUMMARY = re.compile(r"(checked )?\d+ (findings?|errors?|files?)\b")


def told(capsys: pytest.CaptureFixture[str], chosen: str, *more: str) -> tuple[int, list[str], list[str]]:
    """The exit code, the findings, and what stderr says but for the summary."""
    code = main(["check", f"--output-format={chosen}", *more])
    printed = capsys.readouterr()
    return code, found(chosen, printed.out), [line for line in printed.err.splitlines() if not _SUMMARY.match(line)]


@pytest.mark.parametrize("way", SPOILED)
def test_every_other_file_is_judged_as_before(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], way: str
) -> None:
    folder = project(FILES)
    monkeypatch.chdir(folder)
    spoil, said = SPOILED[way]
    before = {chosen: told(capsys, chosen) for chosen in FORMATS}
    assert {(code, len(rows)) for code, rows, _ in before.values()} == {(1, len(FILES))}
    for name, text in FILES.items():
        (folder / name).unlink()
        spoil(folder / name)
        for chosen in FORMATS:
            code, rows, errors = told(capsys, chosen)
            assert rows == [row for row in before[chosen][1] if name not in row]
            assert code == (2 if said else 1)
            assert [re.match(f"{name}{said}", error) is not None for error in errors] == [True] * bool(said)
        (folder / name).rmdir() if (folder / name).is_dir() else (folder / name).unlink()
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("way", SPOILED)
def test_every_other_file_is_fixed(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], way: str
) -> None:
    folder = project(FILES)
    monkeypatch.chdir(folder)
    spoil, said = SPOILED[way]
    assert main(["fix", "--unsafe-fixes", "--diff"]) == 1
    before = capsys.readouterr().out.split("--- ")
    (folder / "clients.py").unlink()
    spoil(folder / "clients.py")
    assert main(["fix", "--unsafe-fixes", "--diff"]) == (2 if said else 1)
    assert capsys.readouterr().out.split("--- ") == [part for part in before if not part.startswith("clients.py")]


@pytest.mark.parametrize("way", SPOILED)
def test_a_bad_file_that_is_named_is_one_line(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], way: str
) -> None:
    folder = project({"good.py": UNOWNED})
    monkeypatch.chdir(folder)
    SPOILED[way][0](folder / "bad.py")
    code, rows, errors = told(capsys, "text", "bad.py", "good.py", "x" * 300, "x" * 300 + ".py")
    assert (code, len(rows)) == (2, 1)
    expected = 2 + (way != "a folder")
    assert len([error for error in errors if error.startswith(("bad.py:", "xxx"))]) == expected


@pytest.mark.parametrize(
    "line", ["import {0}", "from {0} import y", "from .{0} import y", "import httpx.{0} as y", "import {0}.{0} as y"]
)
def test_an_import_of_a_name_that_no_file_can_have_costs_nothing(tmp_path: Path, line: str) -> None:
    name = "x" * 300
    text = f"{line.format(name)}\nimport httpx\nasync def f(c: httpx.AsyncClient):\n    await c.get(1)\n    await "
    for used in ("y.send()", f"{name}.send()", f"{name}.A().send()"):
        checked = Checker().check(
            Source(str(tmp_path / "app.py"), f"{text}{used}\n"), Settings(root=tmp_path, kind="application")
        )
        assert "OWN000" not in {finding.code for finding in checked.findings}
        assert checked.findings[0].call == "c.get"


def test_processes_lose_no_more(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that vanishes, and one that stops being code, once they are read and before a process reads them."""
    folder = project(FILES)
    monkeypatch.chdir(folder)
    monkeypatch.setattr("flake8_ownership.workers.BATCH", 1)
    checker = Checker()
    taken = Workers.take

    def spoiled(self: Workers, source: Any, settings: Any) -> Any:
        if source.path == "clients.py":
            (folder / "clients.py").unlink()
        if source.path == "zone.py":
            (folder / "zone.py").write_text("(")
        return taken(self, source, settings)

    monkeypatch.setattr(Workers, "take", spoiled)
    outcomes = list(check_all(map(Path, FILES), Settler(), checker, Workers(processes(2), checker)))
    assert [(one.path, one.error, len(one.told.findings)) for one in outcomes] == [(name, None, 1) for name in FILES]


class TestCrashes:
    """What goes wrong in us, of whatever kind, is the error of one file."""

    def crash_on(self, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, error: Exception) -> None:
        real = getattr(owner, name)

        def crash(first: Any, *rest: Any, **named: Any) -> Any:
            for argument in (first, *rest):
                if getattr(argument, "path", "") == "clients.py":
                    raise error
            return real(first, *rest, **named)

        monkeypatch.setattr(owner, name, crash)

    @pytest.mark.parametrize("error", [KeyError("x"), OSError(5, "x"), RecursionError(), MemoryError()], ids=repr)
    @pytest.mark.parametrize("place", ["recall", "check"])
    def test_in_a_check(
        self,
        project: Project,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        place: str,
        error: Exception,
    ) -> None:
        monkeypatch.chdir(project(FILES))
        self.crash_on(monkeypatch, Checker, place, error)
        code, rows, (said,) = told(capsys, "json")
        assert (code, len(rows)) == (2, len(FILES) - 1)
        assert re.match(rf"clients.py: could not be judged \({type(error).__name__} in .*\); please report it", said)

    def test_in_the_fixes_of_a_document(
        self, project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(project(FILES))
        self.crash_on(monkeypatch, engine, "each", KeyError("x"))
        code, rows, errors = told(capsys, "json")
        assert (code, errors) == (1, [])
        assert [json.loads(row)["fix"] is None for row in rows] == [False, False, True, False]

    def test_in_a_fix(
        self, project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = project(FILES)
        monkeypatch.chdir(folder)
        self.crash_on(monkeypatch, engine, "fix", KeyError("x"))
        assert main(["fix", "--unsafe-fixes"]) == 2
        assert [name for name in FILES if (folder / name).read_text() == FILES[name]] == ["clients.py"]
        assert capsys.readouterr().err.startswith("clients.py: could not be judged (KeyError in ")
