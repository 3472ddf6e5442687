"""Every rule keeps its own promises: examples, messages, docs, changelog."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flake8_ownership import __version__, rules
from flake8_ownership.check import Checker
from flake8_ownership.codemods.engine import fix
from flake8_ownership.rules import Rule
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

ROOT = Path(__file__).parent.parent
RULES = rules.all_rules()
EACH = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def settings(rule: Rule, folder: Path) -> Settings:
    return Settings(root=folder, enable=() if rule.on else (rule.code,), **rule.example_options)


def codes(rule: Rule, text: str, folder: Path) -> list[str]:
    (folder / "pyproject.toml").touch()
    found = Checker().check(Source(str(folder / "example.py"), text), settings(rule, folder)).findings
    return sorted({finding.code for finding in found})


@EACH
def test_the_bad_example_raises_exactly_its_own_code(rule: Rule, tmp_path: Path) -> None:
    assert codes(rule, rule.examples()[0], tmp_path) == [rule.code]


@EACH
def test_the_good_example_raises_nothing(rule: Rule, tmp_path: Path) -> None:
    assert codes(rule, rule.examples()[1], tmp_path) == []


@EACH
def test_fixing_the_bad_example_gives_the_good_one(rule: Rule, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    bad, good = rule.examples()
    source = Source(str(tmp_path / "example.py"), bad)
    fixed = fix(source, Checker(), settings(rule, tmp_path), unsafe=True)
    assert fixed.text == (good if rule.edit is not None else bad)


@EACH
def test_a_message_is_one_line_that_editors_can_parse(rule: Rule, tmp_path: Path) -> None:
    """python-lsp-server splits a flake8 line at `path:row:column: CODE`, which a message must not hold again."""
    (tmp_path / "pyproject.toml").touch()
    found = Checker().check(Source(str(tmp_path / "example.py"), rule.examples()[0]), settings(rule, tmp_path)).findings
    for finding in found:
        assert "\n" not in finding.message
        assert not re.search(r"\S+:\d+:\d+: \w+", finding.message)
        assert finding.message[0].islower() or finding.message.startswith(finding.call)
        assert not finding.message.endswith(".")
        assert finding.start.column >= 0
        assert (finding.end.row, finding.end.column) > (finding.start.row, finding.start.column)


@EACH
def test_a_rule_stands_in_the_readme_and_the_changelog(rule: Rule) -> None:
    for name in ("README.md", "CHANGELOG.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert rule.code in text, f"{name} does not know {rule.code}"
        assert rule.name in text, f"{name} does not know {rule.name}"


@EACH
def test_a_rule_is_there_since_a_version_that_is_out_or_comes_next(rule: Rule) -> None:
    """The changelog heads what is out with its version; what is not released yet comes with the package's own."""
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert rule.since in {*released, __version__}


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


def test_a_rule_lives_in_a_file_of_its_name() -> None:
    for rule in RULES:
        assert type(rule).__module__.rpartition(".")[2] == rule.name.replace("-", "_")


DOCS = """Says something.

    ## Why

    Because.

    ## Example

    ```python
    bad
    ```

    ```python
    good
    ```
    """


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"code": "X1"}, "needs a code"),
        ({"name": "Unowned"}, "needs a code"),
        ({"message": ""}, "needs a message"),
        ({"__doc__": None}, "headings"),
        ({"__doc__": DOCS.replace("## Why", "## Because")}, "headings"),
        ({"__doc__": DOCS.replace("good", "good\n    ```\n\n    ```python\n    more")}, "two python blocks"),
    ],
    ids=["a code of another shape", "a name of another shape", "no message", "no docs", "no why", "three examples"],
)
def test_a_rule_that_is_not_whole_refuses_to_exist(fields: dict[str, object], fault: str) -> None:
    whole = {"code": "OWN199", "name": "whole-rule", "since": "0.1.0", "message": "{call} fails", "__doc__": DOCS}
    with pytest.raises(TypeError, match=fault):
        type("Broken", (Rule,), {**whole, **fields})
