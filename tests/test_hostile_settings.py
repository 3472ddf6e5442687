"""Files of settings that somebody broke, or made to break us: a Settings or one line comes of each, in linear time."""

from __future__ import annotations

import ast
import contextlib
import os
import sys
import unicodedata
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from flake8.main.cli import main as flake8
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flake8_ownership.configuration import Settler
from flake8_ownership.errors import ConfigError
from flake8_ownership.faces.cli import main
from flake8_ownership.faces.flake8 import Plugin
from flake8_ownership.formats.settings import as_json, as_text, held, toml
from flake8_ownership.located_toml import Broken, loads, rows_of
from flake8_ownership.options import OPTIONS
from flake8_ownership.settings import Settings
from tests.test_flake8_face import UNOWNED
from tests.test_growth import counted

Project = Callable[[Mapping[str, str]], Path]
TABLE = "[tool.flake8-ownership]\n"

# A file's name, its bytes, and what is said of it after its path.
BROKEN = {
    "an endless number": ("pyproject.toml", f"{TABLE}line-length = {'1' * 5000}\n", ":2: line-length: a number of too"),
    "a number of many bits": ("pyproject.toml", f"{TABLE}line-length = 0x{'f' * 5000}\n", ":2: line-length: expected"),
    "deep lists": ("pyproject.toml", f"[tool.x]\na = {'[' * 5000}{']' * 5000}\n{TABLE}", ":2: a: nested too deeply"),
    "a long key": ("pyproject.toml", f"{TABLE}sync{'.a' * 5000} = 1\n", ":2: sync.a.a.a"),
    "a long quoted key": ("pyproject.toml", "x = { 'a'" + ' . "a"' * 5000 + " = 1 }\n", ":1: x: a key of more than"),
    "a long header": ("pyproject.toml", f"x = 1\n[tool{'.a' * 5000}]\n", ":2: tool.a.a.a"),
    "a key of dots": ("pyproject.toml", f"{TABLE}x = '{'a.' * 99}'\n", ":2: x: unknown option"),
    "deep keys": ("pyproject.toml", f"{TABLE}sync{'.a' * 45} = 1\n", ":2: sync: expected true or false, found {"),
    "a deep catalogue": ("pyproject.toml", f"{TABLE}catalogue{'.a' * 45} = 1\n", ":2: catalogue: expected a table,"),
    "an option twice": ("pyproject.toml", f"{TABLE}sync = true\nsync = false", ":3: sync: is given twice"),
    "a table twice": ("pyproject.toml", f"{TABLE}\n{TABLE}", ":3: tool.flake8-ownership: is given twice"),
    "a date": ("pyproject.toml", f"{TABLE}ignore = 1979-05-27\n", ":2: ignore: expected a list of"),
    "no number": ("pyproject.toml", f"{TABLE}fix-max-lines = nan\n", ":2: fix-max-lines: expected a whole number"),
    "a NUL": ("pyproject.toml", f'{TABLE}diff-base = "a\\u0000b"\n', ":2: diff-base: holds a NUL character"),
    "a key of two lines": ("pyproject.toml", f'{TABLE}"a\\n::error::x" = 1\n', r":2: a\n::error::x: unknown option"),
    "no UTF-8": ("pyproject.toml", f"{TABLE}\nmetrics = '\udce9'\n", ":3: cannot be read as UTF-8: invalid"),
    "tool is no table": ("pyproject.toml", "\ntool = 3\n", ":2: tool: expected a table, found 3"),
    "a superscript": ("setup.cfg", "[flake8]\nownership-line-length = ²\n", ":2: line-length: expected a whole number"),
    "many digits": ("setup.cfg", f"[flake8]\nownership-line-length = {'9' * 5000}\n", ":2: line-length: expected"),
    "an option twice in setup.cfg": (
        "setup.cfg",
        "[flake8]\nownership-sync = true\nownership-sync = false\n",
        ":3: ownership-sync: is given twice",
    ),
    "a line that says nothing": ("setup.cfg", "[flake8]\nselect\n", ":2: expected NAME = VALUE, found 'select'"),
    "no UTF-8 in setup.cfg": ("setup.cfg", "[flake8]\n\nselect = \udce9\n", ":3: cannot be read as UTF-8: invalid"),
    "the same name elsewhere": (
        "setup.cfg",
        "[other]\nownership-sync = 1\n[flake8]\nownership-sync = 1\n",
        ":4: sync: expected true or false, found '1'",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_every_face_says_it_in_one_line(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    folder = project({"app.py": UNOWNED + "import os\n"})
    file, text, said = BROKEN[name]
    (folder / file).write_bytes(os.fsencode(text))
    monkeypatch.chdir(folder)
    assert main(["check", "app.py"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    line = printed.err.splitlines()[0]
    assert line.startswith(f"{folder / file}{said}")
    assert len(line) < 500
    if "twice in setup.cfg" in name:
        return  # of which flake8 itself dies before it asks us
    for state in ("_settler", "_checker", "_broken"):
        monkeypatch.setattr(Plugin, state, getattr(Plugin, state))
    arguments = ["--select=OWN,F", "-j1", "app.py"]
    monkeypatch.setattr(sys, "argv", ["flake8", *arguments])
    assert flake8(arguments) == 1
    printed = capsys.readouterr()
    assert line in printed.out
    assert "F401" in printed.out
    assert printed.err == ""


def test_what_is_no_regular_file_is_passed_over(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project({"app.py": "x = 1\n"})
    monkeypatch.chdir(folder)
    (folder / "pyproject.toml").unlink()
    os.mkfifo(folder / "pyproject.toml")
    os.mkfifo(folder / "setup.cfg")
    (folder / "tox.ini").symlink_to("/dev/zero")
    (folder / ".flake8").symlink_to(".flake8")
    assert main(["check", "app.py"]) == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ruff.toml", f"line-length = {'1' * 5000}\n"),
        ("ruff.toml", f"x = {'[' * 5000}{']' * 5000}\n"),
        ("ruff.toml", f"line-length = 0x{'f' * 5000}\n"),
        ("pyproject.toml", "[tool.ruff]\nline-length = 'long'\n[tool]\npoetry = 3\n"),
        ("setup.cfg", f"[flake8]\nmax-line-length = {'1' * 5000}\n"),
        ("setup.cfg", "[flake8]\nmax-line-length = ²\n"),
        ("requirements.txt", "\udcff"),
    ],
)
def test_a_broken_file_of_another_tool_keeps_no_fix_from_being_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").touch()
    (folder / "app.py").write_text(UNOWNED)
    (folder / name).write_bytes(os.fsencode(text))
    monkeypatch.chdir(folder)
    assert main(["fix", "--unsafe-fixes", "app.py"]) == 0
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert "except Exception:" in (folder / "app.py").read_text()


def test_no_path_is_too_long_to_have_settings(project: Project) -> None:
    folder = project({})
    for name in ("a" * 5_000, "a\0b", "/".join("a" * 2_000)):
        assert Settler().settings(folder / f"{name}.py").root == folder


SHAPES: dict[str, Callable[[int], str]] = {
    "requirements with extras": lambda n: "[tool.x]\ndeps = [\n" + '  "pkg[extra]>=1",\n' * n + "]\n",
    "a long text with brackets": lambda n: '[tool.x]\ns = """\n' + "] x\n" * n + '"""\n',
    "a list of tables": lambda n: "[[tool.x.y]]\na = 1\n" * n,
    "our overrides": lambda n: "[[tool.flake8-ownership.overrides]]\nfiles = ['a']\nsync = true\n" * n,
    "many headers": lambda n: "".join(f"[tool.x.a{number}]\n" for number in range(n)),
    "strings of all kinds": lambda n: "".join(f'x{one} = ["""]\n""", \'[\', "\\"]"]\n' for one in range(n)),
    "an inline list of tables": lambda n: f"{TABLE}catalogue.a = [{'{b = 1},' * n}]\n",
    "comments": lambda n: '# [ \' " { """\n' * n + "x = 1\n",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_rows_of_a_text_are_found_in_linear_time(shape: str) -> None:
    short, long = (SHAPES[shape](count) for count in (200, 800))
    assert sum(map(len, rows_of(long))) > 0
    assert counted(lambda: rows_of(long)) < 4.5 * counted(lambda: rows_of(short))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_row_of_a_fault_is_found_in_linear_time(shape: str) -> None:
    short, long = (f"{SHAPES[shape](count)}\nx = {'1' * 5_000}\n" for count in (200, 800))
    assert counted(lambda: key_of_fault(long)) < 4.5 * counted(lambda: key_of_fault(short))


def key_of_fault(text: str) -> str | None:
    with pytest.raises(Broken) as caught:
        loads(text)
    return caught.value.key


# -- whatever a file holds


def are_settings_or_one_line(folder: Path) -> bool:
    """Whether a file in a folder has settings, which can be printed, or one line says why not."""
    try:
        settler = Settler(folder=folder)
        found = settler.settings(folder / "app.py")
        assert as_text(held(settler, folder / "app.py"))
        assert as_json(held(settler, folder / "app.py"))
    except ConfigError as error:
        return str(error).isprintable() and str(error).startswith(str(folder))
    return isinstance(found, Settings)


@contextlib.contextmanager
def holding(folder: Path, name: str, data: bytes) -> Iterator[None]:
    (folder / name).write_bytes(data)
    try:
        yield
    finally:
        (folder / name).unlink()


WORDS = [
    "true",
    "OWN1",
    "app.send",
    "x:y",
    "{do}",
    "off",
    "",
    "a\nb",
    "\0",
    "²",
    "\u202e",
    "[z-a]",
    "'",
    '"""',
    "9" * 20,
]
TEXTS = st.sampled_from(WORDS) | st.text(max_size=8)
LEAVES = st.one_of(
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.times(),
    st.datetimes(),
    TEXTS,
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))
NAMES = st.sampled_from([*(option.name for option in OPTIONS), "overrides", "files"]) | TEXTS
TABLES = st.dictionaries(NAMES, VALUES, max_size=4)


def document(ours: object, overrides: object) -> str:
    return f"tool.flake8-ownership = {toml(ours)}\n[[tool.other]]\nx = {toml(overrides)}\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ours=TABLES | VALUES, overrides=VALUES, cut=st.integers(0, 400), junk=TEXTS)
def test_any_toml_is_settings_or_one_line(tmp_path: Path, ours: object, overrides: object, cut: int, junk: str) -> None:
    text = document(ours, overrides)
    broken = text[:cut] + junk + text[cut + len(junk) :]
    for written in (text, broken, f"{TABLE}\n{broken}"):
        with holding(tmp_path, "pyproject.toml", written.encode("utf-8", "surrogatepass")):
            assert are_settings_or_one_line(tmp_path)


LINES = st.one_of(
    st.tuples(NAMES.map("ownership-{}".format) | NAMES, st.sampled_from(" = : ".split(" ")), TEXTS).map("".join),
    st.sampled_from(["[flake8]", "[flake8:local-plugins]", "[DEFAULT]", "[", "  x", "per-file-ignores = a:OWN1", ""]),
    st.text(max_size=10),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINES, max_size=8), headed=st.booleans())
def test_any_ini_is_settings_or_one_line(tmp_path: Path, lines: list[str], headed: bool) -> None:
    text = "\n".join(["[flake8]"] * headed + lines)
    with holding(tmp_path, "setup.cfg", text.encode("utf-8", "surrogatepass")):
        assert are_settings_or_one_line(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=60), head=st.sampled_from([b"", b"[flake8]\n", TABLE.encode()]))
@example(data=b"sync = 07:32:00", head=TABLE.encode())
def test_any_bytes_are_settings_or_one_line(tmp_path: Path, data: bytes, head: bytes) -> None:
    for name in ("pyproject.toml", "setup.cfg"):
        with holding(tmp_path, name, head + data):
            assert are_settings_or_one_line(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(options=st.dictionaries(st.sampled_from([option.field for option in OPTIONS]), TEXTS, max_size=4))
def test_any_option_of_flake8_costs_it_no_other_result(tmp_path: Path, options: dict[str, str]) -> None:
    (tmp_path / "pyproject.toml").touch()
    Plugin.parse_options(Namespace(ownership_no_cache=True, **{f"ownership_{name}": options[name] for name in options}))
    try:
        plugin = Plugin(ast.parse(UNOWNED), str(tmp_path / "app.py"), UNOWNED.splitlines(keepends=True))
        messages = [message for _, _, message, _ in plugin.run()]
        assert all(message.startswith("OWN") for message in messages)
        assert {unicodedata.category(one) for one in "".join(messages)}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
    finally:
        Plugin.parse_options(Namespace())
