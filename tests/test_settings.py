"""Options: one list of them, checked once, documented all."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_ownership.configuration import Configuration, Settler, find_pyproject
from flake8_ownership.errors import ConfigError
from flake8_ownership.options import OPTIONS
from flake8_ownership.settings import Settings, matches

DOCS = Path(__file__).parent.parent / "docs"


def configuration(tmp_path: Path, text: str) -> Configuration:
    path = tmp_path / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    return Configuration.from_pyproject(path)


def test_every_option_is_documented() -> None:
    page = (DOCS / "configuration.md").read_text(encoding="utf-8")
    assert [option.name for option in OPTIONS if f"\n### {option.name}\n" not in page] == []


def test_every_option_has_a_field_with_a_default_that_it_accepts() -> None:
    for option in OPTIONS:
        default = getattr(Settings(), option.field)
        value = list(default) if option.kind == "list" else dict(default) if option.kind == "tables" else default
        assert option.checked(value) == default


@pytest.mark.parametrize(
    ("select", "ignore", "enable", "reported"),
    [
        ((), (), (), True),
        (("OWN2",), (), (), False),
        (("OWN",), ("OWN101",), (), False),
        (("OWN101",), ("OWN1",), (), True),
        ((), ("OWN1",), ("OWN101",), True),
    ],
)
def test_the_more_specific_of_select_and_ignore_wins(
    select: tuple[str, ...], ignore: tuple[str, ...], enable: tuple[str, ...], reported: bool
) -> None:
    assert Settings(select=select, ignore=ignore, enable=enable).reports("OWN101", default=True) is reported


def test_a_rule_that_is_off_reports_only_when_named() -> None:
    assert not Settings().reports("OWN105", default=False)
    assert Settings(enable=("OWN105",)).reports("OWN105", default=False)
    assert Settings(select=("OWN105",)).reports("OWN105", default=False)
    assert Settings(extend_select=("OWN105",)).reports("OWN105", default=False)


def test_a_prefix_chooses_among_the_rules_that_are_on() -> None:
    for prefix in ("OWN", "OWN1", "OWN10"):
        for name in ("select", "extend_select"):
            assert not Settings(**{name: (prefix,)}).reports("OWN105", default=False)
            assert Settings(**{name: (prefix,)}).reports("OWN101", default=True)
        assert Settings(enable=(prefix,)).reports("OWN105", default=False)
    assert Settings(select=("OWN2",), extend_select=("OWN1",)).reports("OWN101", default=True)
    assert not Settings(select=("OWN2",), extend_select=("OWN3",)).reports("OWN101", default=True)


def test_overrides_hold_for_the_files_that_they_name(tmp_path: Path) -> None:
    configuration(
        tmp_path,
        "[tool.flake8-ownership]\nentry-log = 'debug'\n"
        "[[tool.flake8-ownership.overrides]]\nfiles = ['tests', '*_script.py']\nignore = ['OWN1']\n"
        "[[tool.flake8-ownership.overrides]]\nfiles = ['tests/live']\nignore = []\n",
    )
    settler = Settler()
    assert settler.settings(tmp_path / "app.py").ignore == ()
    assert settler.settings(tmp_path / "tests/a/b.py").ignore == ("OWN1",)
    assert settler.settings(tmp_path / "app/my_script.py").ignore == ("OWN1",)
    assert settler.settings(tmp_path / "tests/live/c.py").ignore == ()
    assert settler.settings(tmp_path / "tests/live/c.py").entry_log == "debug"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.flake8-ownership]\nfoo = 1\n", ":2: foo: unknown option"),
        ("[tool.flake8-ownership]\nmetrics = 'nothing'\n", ":2: metrics: expected module:name"),
        ("[tool.flake8-ownership]\nselect = ['OWN1O1']\n", ":2: select: expected a list of codes or prefixes"),
        ("[tool.flake8-ownership]\nfix-max-lines = -1\n", ":2: fix-max-lines: expected a whole number"),
        ("[tool.flake8-ownership]\nsync = 'yes'\n", ":2: sync: expected true or false"),
        ("[tool.flake8-ownership]\nentry-log = 'loud'\n", ":2: entry-log: expected one of auto, debug, info, off"),
        ("[tool]\nflake8-ownership = 3\n", "expected a table, found 3"),
        ("[[tool.flake8-ownership.overrides]]\nignore = []\n", "an override needs `files`"),
        ("[[tool.flake8-ownership.overrides]]\nfiles = ['a']\nbad = 1\n", ":3: bad: unknown option"),
        ("x = \n", ":1: x: not valid TOML: Invalid value"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        configuration(tmp_path, text)
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "pyproject.toml"))


def test_a_file_without_a_table_has_the_defaults(tmp_path: Path) -> None:
    configuration(tmp_path, "[project]\nname = 'x'\n")
    assert Settler().settings(tmp_path / "app.py").select == ()


def test_the_nearest_pyproject_counts(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/pyproject.toml").touch()
    assert find_pyproject(tmp_path / "a/b/c.py") == tmp_path / "a/pyproject.toml"


@pytest.mark.parametrize(
    ("pattern", "path", "matched"),
    [
        ("tests", "tests/a.py", True),
        ("tests", "app/tests/a.py", True),
        ("tests/*.py", "tests/a.py", True),
        ("tests/*.py", "app/tests/a.py", False),
        ("*.py", "app/a.py", True),
        ("app/", "app/a.py", True),
        ("test", "tests/a.py", False),
    ],
)
def test_patterns_name_files_and_folders(tmp_path: Path, pattern: str, path: str, matched: bool) -> None:
    assert matches(tmp_path / path, tmp_path, [pattern]) is matched
