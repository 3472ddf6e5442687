"""The files of `pytest --ownership`: reports, and the tests that it writes."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flake8_ownership.errors import ConfigError
from flake8_ownership.ownership import proved
from flake8_ownership.ownership.proved import Proofs, Proved, Shown
from flake8_ownership.proof.writing import Folder
from tests.test_proof import FEW, SILENT, TEST, lay, run

pytest_plugins = ["pytester"]

GENERAL = "--ownership-failure=general"
no_links = pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="links need a privilege there")


def lost(name: str, *, test: str = "test_a.py::test_a", function: str = "load", call: str = "c.get") -> Proved:
    """A call whose failure is lost."""
    shown = Shown(test, "general", "OSError", "open", None, "", ())
    return Proved(name, name.partition("::")[0], 1, 0, function, call, "httpx", reached=True, runs=(shown,))


def of(*calls: Proved) -> Proofs:
    return Proofs(calls)


def arguments(path: Path) -> dict[str, str]:
    """What a written test says of the call, read as Python reads it."""
    (call,) = (node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Call) and node.keywords)
    texts = {one.arg or "": one.value for one in call.keywords} | {"test": call.args[0]}
    return {name: value.value for name, value in texts.items() if isinstance(value, ast.Constant)}


def test_every_lost_call_gets_a_test_whatever_its_function_is_named(tmp_path: Path) -> None:
    calls = [
        lost(f"{name}::c.get", function=name.partition("::")[2])
        for name in ("a.py::load", "b.py::load", "b.py::Load", "b.py::_load", "b.py::読む", "b.py::" + "l" * 300)
    ]
    done = Folder(tmp_path / "lost", []).write(of(*calls), tmp_path)
    assert sorted(arguments(path)["call"] for path in done.new) == sorted(one.id for one in calls)
    assert len({path.name.lower() for path in done.new}) == len(calls)
    # One call's test is named as it is, whatever other calls there are.
    again = Folder(tmp_path / "again", []).write(of(calls[1]), tmp_path)
    assert again.new[0].name == done.new[1].name


def test_what_is_there_already_stays_and_is_said(pytester: pytest.Pytester) -> None:
    written = ("--ownership-write-tests=lost", GENERAL)
    _, first = run(pytester, SILENT, TEST, *written)
    (path,) = (pytester.path / "lost").iterdir()
    assert f"1 test written to {pytester.path / 'lost'}" in first
    path.write_text("# mine\n", encoding="utf-8")
    _, second = run(pytester, SILENT, TEST, *written)
    assert f"not written, for it is there already: {path}" in second
    assert path.read_text(encoding="utf-8") == "# mine\n"


@no_links
def test_no_test_is_written_through_a_link(tmp_path: Path) -> None:
    project, outside = tmp_path / "project", tmp_path / "outside"
    (project / "lost").mkdir(parents=True)
    (project / "pyproject.toml").touch()
    outside.mkdir()
    call = lost("a.py::load::c.get")
    (probe,) = Folder(project / "probe", []).write(of(call), project).new
    link = project / "lost" / probe.name
    link.symlink_to(outside / "written.py")
    assert Folder(project / "lost", [str(project)]).write(of(call), project).kept == (link,)
    assert list(outside.iterdir()) == []
    (project / "led").symlink_to(outside)
    with pytest.raises(ConfigError, match="--ownership-write-tests: leads out of the project by the link"):
        Folder(project / "led", [str(project)])


@pytest.mark.parametrize("name", ["a.py", "pyproject.toml", "no/report.json", ".git/report.json"])
def test_a_file_that_is_no_place_for_a_report_is_refused_before_any_test_runs(
    name: str, pytester: pytest.Pytester
) -> None:
    lay(pytester, SILENT, "def test_mark():\n    open('ran', 'w').close()\n")
    (pytester.path / "a.py").write_text("x = 1\n")
    (pytester.path / ".git").mkdir()
    # What a run of the tests would make is not there either.
    before = {path.name: path.read_bytes() for path in pytester.path.iterdir() if path.is_file()}
    done = pytester.runpytest_inprocess("-q", "-p", "no:cacheprovider", "--ownership", f"--ownership-report={name}")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    assert "INTERNALERROR" not in done.stderr.str() + done.stdout.str()
    assert f"ERROR: {pytester.path / name}: " in done.stderr.str()
    assert {path.name: path.read_bytes() for path in pytester.path.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("name", ["a.py", "a.py/lost", "x" * 300, ".git/lost"])
def test_a_folder_that_takes_no_tests_is_refused_before_any_test_runs(name: str, pytester: pytest.Pytester) -> None:
    lay(pytester, SILENT, "def test_mark():\n    open('ran', 'w').close()\n")
    (pytester.path / "a.py").write_text("x = 1\n")
    (pytester.path / ".git").mkdir()
    done = pytester.runpytest_inprocess(
        "-q", "-p", "no:cacheprovider", "--ownership", f"--ownership-write-tests={name}"
    )
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    assert "--ownership-write-tests: " in done.stderr.str()
    assert not (pytester.path / "ran").exists()


def test_what_cannot_be_written_in_the_end_is_a_line_and_the_summary_is_there(pytester: pytest.Pytester) -> None:
    """The tests of a project may do anything to its folders."""
    lay(
        pytester,
        SILENT,
        f"import os\nimport shutil\n{TEST}    shutil.rmtree('out', ignore_errors=True)\n"
        "    shutil.rmtree('lost', ignore_errors=True)\n    open('lost', 'w').close()\n",
    )
    for name in ("out", "lost"):
        (pytester.path / name).mkdir()
    done = pytester.runpytest_inprocess(
        *("-q", "-p", "no:cacheprovider", "--ownership", GENERAL),
        *("--ownership-report=out/report.json", "--ownership-write-tests=lost"),
    )
    assert done.ret == pytest.ExitCode.TESTS_FAILED
    text = done.stdout.str()
    assert "INTERNALERROR" not in text
    assert "1  proved lost" in text
    assert f"error: {pytester.path / 'out/report.json'}: cannot be written: " in text
    assert f"error: {pytester.path / 'lost'}{os.sep}test_ownership_rate_client_get" in text


@pytest.mark.parametrize("name", ["\N{GRINNING FACE}.py", "\udcff.py", "a\"b'c.py", "a\nb.py", "a\\b.py", '"""\\'])
def test_a_name_is_written_as_python_reads_it(name: str, tmp_path: Path) -> None:
    call = lost(f"{name}::load::c.get", test=f"{name}::test[{name}]", call=name)
    (path,) = Folder(tmp_path / "lost", []).write(of(call), tmp_path).new
    assert arguments(path) == {"test": call.runs[0].test, "call": call.id, "failure": "general"}


@pytest.mark.parametrize(
    ("folder", "addopts"),
    [(".", ""), ("tests", ""), ("..", "--ff"), (".", "--lf"), (".", "-p no:cacheprovider --ownership-write-tests=x")],
)
def test_a_written_test_passes_after_the_repair_from_wherever_it_is_run(
    folder: str, addopts: str, pytester: pytest.Pytester
) -> None:
    run(pytester, SILENT, TEST, GENERAL, "--ownership-write-tests=tests/lost")
    (path,) = (pytester.path / "tests" / "lost").iterdir()
    lay(pytester, SILENT.replace("return None", "logger.exception('no rate')"), TEST)
    settings = pytester.path / "pyproject.toml"
    settings.write_text(settings.read_text() + f'\naddopts = "{addopts}"\n')
    command = [sys.executable, "-m", "pytest", "-q", str(path)]
    done = subprocess.run(
        command, cwd=pytester.path / folder, capture_output=True, text=True, check=False, env=os.environ | FEW
    )
    assert done.returncode == 0, done.stdout
    assert not (pytester.path / "x").exists()


def _document() -> Any:
    heard = proved.Heard("log", 40, True, ("order_id",), "a.py", 1)
    spot = proved.Spot("a.py", 1, "load")
    shown = Shown("t.py::t", "general", "OSError", "open", spot, "", (spot,), (heard,), proved.Claim("leaves"), True)
    call = Proved("a.py::load::c.get", "a.py", 1, 0, "load", "c.get", "httpx", ("OWN101",), reached=True, runs=(shown,))
    return json.loads(Proofs((call,), 1, {"suite": 0.5}, ("said",)).text())


def _places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, one in inside for place in _places(one, (*at, key)))]


def test_what_was_written_is_read(tmp_path: Path) -> None:
    text = json.dumps(_document())
    assert json.loads(proved.decoded(json.loads(text)).text()) == json.loads(text)


@pytest.mark.parametrize("forged", [[1], {"a": 1}, 1.5, float("nan"), 10**400], ids=repr)
def test_a_field_of_another_type_is_one_clear_error(forged: Any, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    for place in _places(_document()):
        if not place or place[0] == "counts" or place[-1] == "proof":
            continue  # what follows from the rest, and is not read
        document = _document()
        holder = document
        for key in place[:-1]:
            holder = holder[key]
        if type(holder[place[-1]]) is type(forged) or (place[0] == "seconds" and forged == 1.5):
            continue
        if type(holder[place[-1]]) is int and type(forged) is int:
            continue
        holder[place[-1]] = forged
        path.write_text(json.dumps(document), encoding="utf-8")
        named = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in place).lstrip(".")
        try:
            proved.read(str(path))
        except ConfigError as error:
            assert str(error).startswith(f"{path}: --proof: is not a report that `pytest --ownership-report` wrote, ")
            assert named in str(error) or forged == 10**400
        else:
            pytest.fail(f"{forged!r} at {named} is taken")


@pytest.mark.parametrize(
    "forge",
    [
        lambda document: document["calls"][0].pop("id"),
        lambda document: document["calls"][0].update(more=1),
        lambda document: document["calls"][0]["runs"][0].update(ending="ended"),
        lambda document: document["calls"][0]["runs"][0]["claim"].update(ending="ended"),
        lambda document: document.pop("seed"),
        lambda document: document.update(version=True),
    ],
)
def test_keys_and_endings_that_no_report_has_are_refused(forge: Callable[[Any], object], tmp_path: Path) -> None:
    document = _document()
    forge(document)
    with pytest.raises(ValueError):
        proved.decoded(document)
