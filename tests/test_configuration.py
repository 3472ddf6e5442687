"""Where settings come from: every layer, in every face, with its place."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flake8_ownership.configuration import Configuration, Settler
from flake8_ownership.errors import ConfigError
from flake8_ownership.faces.cli import main
from flake8_ownership.formats.settings import held, schema, toml
from flake8_ownership.located_toml import rows_of
from flake8_ownership.option import Option
from flake8_ownership.options import OPTIONS
from flake8_ownership.settings import Settings
from tests.test_flake8_face import UNOWNED, flake8

Project = Callable[[Mapping[str, str]], Path]


def config(file: str, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, dict[str, Any]]:
    """What `config FILE` says, after what was printed before is thrown away."""
    capsys.readouterr()
    assert main(["config", file, "--output-format=json", *arguments]) == 0
    found: dict[str, dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


LAYERED = {
    "pyproject.toml": (
        "[project]\nignore = 'not this one'\n\n[tool.flake8-ownership]\nignore = ['OWN1']\nentry-log = 'debug'\n"
        "io = ['a.b']\n\n[[tool.flake8-ownership.overrides]]\nfiles = ['tests']\nignore = ['OWN2']\n"
    ),
    "setup.cfg": "[flake8]\nmax-line-length = 90\nownership-entry-log = off\nownership-sync = true\n",
}


def test_config_names_the_place_of_every_value(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    here(LAYERED)
    held = config("tests/test_app.py", capsys, "--enable=OWN105", "--config", "fix-max-lines = 3")
    assert held["ignore"] == {"value": ["OWN2"], "origin": "pyproject.toml:11 (for tests)"}
    assert held["io"] == {"value": ["a.b"], "origin": "pyproject.toml:7"}
    assert held["entry-log"] == {"value": "off", "origin": "setup.cfg:3"}
    assert held["sync"] == {"value": True, "origin": "setup.cfg:4"}
    assert held["enable"] == {"value": ["OWN105"], "origin": "the command line"}
    assert held["fix-max-lines"] == {"value": 3, "origin": "the command line"}
    assert held["select"] == {"value": [], "origin": "default"}
    assert config("app.py", capsys)["ignore"] == {"value": ["OWN1"], "origin": "pyproject.toml:5"}


def test_config_as_text_is_toml(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    here(LAYERED)
    assert main(["config", "app.py"]) == 0
    table = f"[tool.flake8-ownership]\n{capsys.readouterr().out}"
    here({"pyproject.toml": table, "setup.cfg": ""})
    assert {name: one["value"] for name, one in config("app.py", capsys).items()}["entry-log"] == "off"


def test_a_package_that_says_nothing_goes_by_its_repository(here: Project) -> None:
    folder = here(
        {
            "pyproject.toml": "[tool.flake8-ownership]\nexclude = ['a/old.py']\n",
            "a/pyproject.toml": "[project]\nname = 'a'\n",
            "b/pyproject.toml": "[tool.flake8-ownership]\n",
            "c/.git/HEAD": "",
            "c/pyproject.toml": "",
        }
    )
    settler = Settler()
    assert (settler.settings(folder / "a/app.py").exclude, settler.settings(folder / "a/app.py").root) == (
        ("a/old.py",),
        folder,
    )
    assert settler.settings(folder / "b/app.py").exclude == ()
    assert settler.settings(folder / "c/app.py").root == folder / "c"


def test_isolated_reads_no_file(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    here(LAYERED)
    assert {one["origin"] for one in config("app.py", capsys, "--isolated").values()} == {"default"}


@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", ".flake8"])
def test_flake8s_own_file_holds_on_the_command_line_too(here: Project, name: str) -> None:
    here({"app.py": UNOWNED, name: "[flake8]\nownership_not_io =\n    httpx.*,\n    b.c\n"})
    assert main(["check", "app.py"]) == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ignore = E1,OWN101", 0),
        ("extend-ignore = OWN", 0),
        ("per-file-ignores = app.py:E1,OWN1", 0),
        ("per-file-ignores =\n    other.py: OWN1\n    app.py: E1", 1),
        ("ignore = OWN102", 1),
    ],
)
def test_what_flake8_ignores_no_face_reports(
    here: Project, capsys: pytest.CaptureFixture[str], text: str, found: int
) -> None:
    folder = here({"app.py": UNOWNED, ".flake8": f"[flake8]\n{text}\n"})
    done = flake8(folder, "--extend-select=OWN", "app.py", isolated=False)
    assert main(["check", "app.py", "--select=OWN"]) == found
    assert capsys.readouterr().out.count("OWN") == found
    assert done.stdout.count("OWN") == found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("ownership-ignor = OWN1", ":2: ownership-ignor: unknown option; did you mean 'ownership-ignore'?"),
        ("max-line-length = 3\nownership-sync = maybe", ":3: sync: expected true or false, found 'maybe'"),
        ("ownership-catalogue = x", ":2: ownership-catalogue: unknown option"),
    ],
)
def test_a_fault_in_flake8s_own_file_is_named_in_every_face(
    here: Project, capsys: pytest.CaptureFixture[str], text: str, fault: str
) -> None:
    folder = here({"app.py": UNOWNED, "tox.ini": f"[flake8]\n{text}\n"})
    assert main(["check", "app.py"]) == 2
    assert f"tox.ini{fault}" in capsys.readouterr().err
    done = flake8(folder, "--select=OWN", "app.py", isolated=False)
    assert done.stdout.startswith("app.py:")
    assert f"OWN000 {folder}/tox.ini{fault}" in done.stdout


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[flake8\nx\n", ":1: expected a section, found '[flake8'"),
        ("[flake8]\nselect\n", ":2: expected NAME = VALUE, found 'select'"),
        ("[flake8]\nselect = E\nselect = F\n", ":3: select: is given twice"),
        ("[flake8]\n[flake8]\n", ":2: flake8: is given twice"),
        ("[flake8]\nselect = \udce9\n", ":2: cannot be read as UTF-8: "),
    ],
)
def test_a_file_for_flake8_that_cannot_be_read_is_named(
    here: Project, capsys: pytest.CaptureFixture[str], text: str, fault: str
) -> None:
    folder = here({"app.py": UNOWNED})
    (folder / "setup.cfg").write_text(text, encoding="utf-8", errors="surrogateescape")
    assert main(["check", "app.py"]) == 2
    (line, _) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{folder}/setup.cfg{fault}")


def test_a_broken_file_that_does_not_speak_of_flake8_is_passed_over(here: Project) -> None:
    here({"app.py": "x = 1\n", "setup.cfg": "[metadata\nname\n"})
    assert main(["check", "app.py"]) == 0


def test_flake8_says_that_it_passes_over_a_broken_file_of_its_own(here: Project) -> None:
    folder = here({"app.py": UNOWNED, "setup.cfg": "[flake8\nx\n"})
    command = [sys.executable, "-m", "flake8", "--select=OWN", "app.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stdout == f"app.py:1:1: OWN000 {folder}/setup.cfg:1: expected a section, found '[flake8'\n"


def test_every_key_of_a_file_is_found_at_its_row() -> None:
    text = """[project]
dependencies = [
  "a[b]",
]
description = \"\"\"
[tool.flake8-ownership]
\"\"\"
[tool.flake8-ownership]
"select" = [
  "OWN1"
]
[[tool.flake8-ownership.overrides]]
files = ['a']
[[tool.flake8-ownership.overrides]]
files = ['b']
[tool.flake8-ownership.overrides.catalogue.foo]
bar = 3
"""
    rows = rows_of(text)
    ours = ("tool", "flake8-ownership")
    assert rows["project", "description"] == 5
    assert rows[ours] == 8
    assert rows[*ours, "select"] == 9
    assert rows[*ours, "overrides", 0, "files"] == 13
    assert rows[*ours, "overrides", 1] == 14
    assert rows[*ours, "overrides", 1, "catalogue", "foo", "bar"] == 17


@pytest.mark.parametrize(
    ("argument", "fault"),
    [
        ("select", "--config expects TOML"),
        ("selec = []", "the command line: selec: unknown option; did you mean 'select'?"),
        ("sync = 3", "the command line: sync: expected true or false"),
    ],
)
def test_a_fault_in_an_argument_is_named(
    here: Project, capsys: pytest.CaptureFixture[str], argument: str, fault: str
) -> None:
    here({"app.py": UNOWNED})
    assert main(["check", "app.py", "--config", argument]) == 2
    assert fault in capsys.readouterr().err


def test_settings_of_files_with_the_same_layers_are_the_same_object(here: Project) -> None:
    folder = here(LAYERED)
    settler = Settler()
    assert settler.settings(folder / "a.py") is settler.settings(folder / "b/c.py")
    assert settler.settings(folder / "a.py") is not settler.settings(folder / "tests/c.py")


_WORDS = st.sampled_from(["OWN1", "OWN201", "app.send", "x:y", "m.n:o.p", "off", "info", "", "a b"])
_VALUES = st.one_of(st.booleans(), st.integers(-2, 99), _WORDS, st.lists(st.one_of(_WORDS, st.integers(0, 1))))
_TABLES = st.dictionaries(st.sampled_from([*(option.name for option in OPTIONS), "unknown"]), _VALUES, max_size=3)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=_TABLES,
    overrides=st.lists(st.tuples(st.none() | st.lists(_WORDS, max_size=2), _TABLES), max_size=2),
)
def test_the_schema_accepts_what_the_loader_accepts(
    tmp_path: Path, table: dict[str, Any], overrides: list[tuple[list[str] | None, dict[str, Any]]]
) -> None:
    document = dict(table)
    if overrides:
        document["overrides"] = [values if files is None else {"files": files, **values} for files, values in overrides]
    path = tmp_path / "pyproject.toml"
    path.write_text(f"tool.flake8-ownership = {toml(document)}\n", encoding="utf-8")
    try:
        Configuration.from_pyproject(path)
        loads = True
    except ConfigError:
        loads = False
    assert jsonschema.Draft7Validator(schema()).is_valid(document) is loads


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(schema())


def test_config_prints_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out) == schema()


@pytest.mark.parametrize("option", [one for one in OPTIONS if one.kind != "tables"], ids=lambda option: option.name)
def test_every_option_means_the_same_from_every_place(here: Project, option: Option) -> None:
    """pyproject.toml, an override, flake8's file and an argument all give the same settings."""
    other = next((choice for choice in option.choices if choice != getattr(Settings(), option.field)), "")
    text, value = {
        "flag": (str(not getattr(Settings(), option.field)).lower(), not getattr(Settings(), option.field)),
        "number": ("7", 7),
        "text": ("app.count:add", "app.count:add"),
        "list": ("OWN1,OWN2", ["OWN1", "OWN2"]),
        "choice": (other, other),
    }[option.kind]
    line = f"{option.name} = {toml(value)}\n"
    places: list[tuple[Mapping[str, str], list[str]]] = [
        ({"pyproject.toml": f"[tool.flake8-ownership]\n{line}"}, []),
        ({"pyproject.toml": f"[[tool.flake8-ownership.overrides]]\nfiles = ['*.py']\n{line}"}, []),
        ({"pyproject.toml": "", "setup.cfg": f"[flake8]\nownership-{option.name} = {text}\n"}, []),
        ({"pyproject.toml": "", "setup.cfg": ""}, [option.name]),
    ]
    found = []
    for files, given_as_argument in places:
        folder = here(files)
        found.append(Settler(dict.fromkeys(given_as_argument, value)).settings(folder / "app.py"))
    assert getattr(found[0], option.field) != getattr(Settings(), option.field)
    assert len(set(found)) == 1


@pytest.mark.parametrize(
    ("files", "kind", "why"),
    [
        ({"pyproject.toml": ""}, "application", "nothing says that it is a library"),
        ({"pyproject.toml": "[build-system]\n"}, "library", "pyproject.toml"),
        ({"setup.py": ""}, "library", "setup.py"),
        ({"pyproject.toml": "[build-system]\n", "Dockerfile": ""}, "application", "Dockerfile"),
        ({"pyproject.toml": "", "shop-1.0.dist-info/METADATA": ""}, "library", "shop-1.0.dist-info"),
    ],
)
def test_what_kind_a_project_is_is_told_with_the_reason(
    tmp_path: Path, files: dict[str, str], kind: str, why: str
) -> None:
    for name, text in {**files, "app.py": ""}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (told,) = [one for one in held(Settler(), tmp_path / "app.py") if one.option.name == "kind"]
    assert (told.value, told.origin) == ("auto", "default")
    assert told.note.startswith(f"{kind}: ")
    assert why in told.note


@pytest.mark.parametrize(
    ("beside", "kind"), [("shop_client-1.0.dist-info", "library"), ("shop.egg-info", "application")]
)
def test_a_namespace_package_is_installed_beside_its_metadata(tmp_path: Path, beside: str, kind: str) -> None:
    """A folder of metadata that setuptools leaves in a repository says nothing of the services below it."""
    path = tmp_path / "shop" / "client" / "api.py"
    path.parent.mkdir(parents=True)
    path.write_text("", encoding="utf-8")
    (path.parent / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / beside).mkdir()
    (told,) = [one for one in held(Settler(), path) if one.option.name == "kind"]
    assert told.note.startswith(f"{kind}: ")
