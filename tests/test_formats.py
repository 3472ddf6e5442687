"""What formats write: golden files, real readers, and the laws of places and fingerprints.

`python -m tests.test_formats` writes the golden files anew.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sarif_pydantic
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from sarif import loader

from flake8_ownership import rules
from flake8_ownership.errors import SourceError
from flake8_ownership.faces.cli import main
from flake8_ownership.formats import azure, github, gitlab, junit, rdjson, sarif, statistics
from flake8_ownership.formats import json as json_format
from flake8_ownership.formats import text as text_format
from flake8_ownership.formats.entry import Entry, Replacement, Report, applied, replacements
from flake8_ownership.rules import Edit, Finding
from flake8_ownership.source import Position, Source
from tests.test_flake8_face import UNOWNED

Project = Callable[[Mapping[str, str]], Path]
GOLDEN = Path(__file__).parent / "golden"
TEXT = 'async def größe(db):\n\treturn "é🎉", await db.größe(\n\t\t1,\n\t)\n\nasync def b(db):\n    await db.b()\n'


def report(root: Path = Path("/project")) -> Report:
    """Two findings and an error: a call over several lines after tabs and wide characters, and a plain one."""
    lines = Source("", TEXT).lines
    first = Finding(
        "OWN101",
        "unowned-operation",
        "db.größe may fail unseen, or 100%: nothing\nhere",
        str(root / "app/a b.py"),
        Position(2, 20),
        Position(4, 2),
        "größe",
        "db.größe",
        "nothing in the function catches it",
        edit=Edit("InsertOwnership", "unsafe", "Own the failure"),
    )
    second = dataclasses.replace(
        first,
        code="OWN999",
        name="",
        message="plain",
        start=Position(7, 10),
        end=Position(7, 16),
        function="b",
        call="db.b",
        severity="error",
        edit=None,
    )
    edits = (
        Replacement(Position(1, 0), Position(1, 0), "import logging\n"),
        Replacement(Position(2, 8), Position(2, 12), "(é)"),
    )
    error = SourceError(str(root / "bad.py"), "cannot be parsed", 3)
    return Report((Entry(first, lines, 4, edits), Entry(second, lines, 7)), (error,), 2, root)


def full(found: Report) -> str:
    console = Console(soft_wrap=True, highlight=False, markup=False, color_system=None)
    with console.capture() as captured:
        for entry in found.entries:
            console.print(text_format.full(entry), end="")
    return captured.get()


def short_sarif(found: Report) -> str:
    """Without the pages of the rules, which change with the rules."""
    document = json.loads(sarif.text(found))
    driver = document["runs"][0]["tool"]["driver"]
    driver["rules"] = [rule["id"] for rule in driver["rules"] if rule["id"] == "OWN999"]
    driver["semanticVersion"] = "0"
    for result in document["runs"][0]["results"]:
        del result["ruleIndex"]
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


FORMATS: dict[str, Callable[[Report], str]] = {
    "json.json": json_format.text,
    "sarif.sarif": short_sarif,
    "github.txt": github.text,
    "summary.md": github.summary,
    "gitlab.json": gitlab.text,
    "rdjson.json": rdjson.text,
    "junit.xml": junit.text,
    "azure.txt": azure.text,
    "pylint.txt": text_format.pylint,
    "full.txt": full,
    "text.txt": lambda found: "".join(f"{text_format.line(entry.finding)}\n" for entry in found.entries),
    "statistics.txt": statistics.text,
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_writes_what_its_golden_file_holds(name: str) -> None:
    assert FORMATS[name](report()) == (GOLDEN / name).read_text(encoding="utf-8")


def test_every_golden_file_has_its_format() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == FORMATS.keys()


class TestSarif:
    """SARIF, as its readers see it."""

    def test_readers_of_others_read_it(self, tmp_path: Path) -> None:
        path = tmp_path / "found.sarif"
        path.write_text(sarif.text(report()), encoding="utf-8")
        model = sarif_pydantic.Sarif.model_validate_json(path.read_text(encoding="utf-8"))
        assert [result.rule_id for result in model.runs[0].results or []] == ["OWN101", "OWN999"]
        records = loader.load_sarif_file(str(path)).get_records()
        assert [(record["Severity"], record["Line"]) for record in records] == [("warning", 2), ("error", 7)]

    def test_every_rule_is_described_within_githubs_limits(self) -> None:
        described = json.loads(sarif.text(report()))["runs"][0]["tool"]["driver"]["rules"]
        by_id = {rule["id"]: rule for rule in described}
        for rule in rules.all_rules():
            assert 0 < len(by_id[rule.code]["fullDescription"]["text"]) <= 1024
            assert by_id[rule.code]["help"]["markdown"] == rule.docs()
            assert by_id[rule.code]["defaultConfiguration"]["enabled"] is rule.on
        assert len(by_id) == len(described) == len(rules.all_rules()) + 1

    def test_results_point_at_their_rule_and_at_a_relative_uri(self) -> None:
        run = json.loads(sarif.text(report()))["runs"][0]
        for result in run["results"]:
            assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
            artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
            assert artifact == {"uri": "app/a%20b.py", "uriBaseId": "%SRCROOT%"}

    def test_what_does_not_fit_is_left_out_and_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sarif, "MOST_RESULTS", 1)
        run = json.loads(sarif.text(report()))["runs"][0]
        assert len(run["results"]) == 1
        assert (
            "1 more findings are left out" in run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]
        )


def moved(found: Report) -> Report:
    """The same findings three lines further down."""

    def down(finding: Finding) -> Finding:
        return dataclasses.replace(
            finding,
            start=Position(finding.start.row + 3, finding.start.column),
            end=Position(finding.end.row + 3, finding.end.column),
        )

    entries = (
        dataclasses.replace(one, finding=down(one.finding), lines=["\n"] * 3 + [*one.lines]) for one in found.entries
    )
    return dataclasses.replace(found, entries=tuple(entries))


def test_fingerprints_survive_moved_lines_and_are_unique() -> None:
    found = report()
    twice = dataclasses.replace(found, entries=found.entries * 2)
    assert moved(found).fingerprints() == found.fingerprints()
    assert len(set(twice.fingerprints())) == 4


def test_github_is_shown_ten_of_each_and_told_of_the_rest() -> None:
    found = report()
    lines = github.text(dataclasses.replace(found, entries=found.entries * 12)).splitlines()
    assert sum(line.startswith("::warning ") for line in lines) == 10
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert sum(line.startswith("/project/app/a b.py:") for line in lines) == 5
    assert lines[-1] == "::notice title=flake8-ownership::5 more findings are in the log of this step"


def test_a_summary_is_written_where_github_says(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project({"app.py": UNOWNED})
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder / "summary.md"))
    assert main(["check", "--output-format=github"]) == 1
    assert capsys.readouterr().out.startswith("::warning file=app.py,line=5,endLine=5,col=18,endColumn=33,title=OWN101")
    assert "| `app.py:5` | OWN101" in (folder / "summary.md").read_text(encoding="utf-8")


def test_paths_are_told_from_the_repository_where_ci_names_it(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project({"service/app.py": UNOWNED})
    monkeypatch.chdir(folder / "service")
    monkeypatch.setenv("CI_PROJECT_DIR", str(folder))
    assert main(["check", "--output-format=gitlab"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["location"]["path"] == "service/app.py"


# Of each format that tells edits: where it stands in the JSON, as (rows and columns from 1, in characters, and text).
def test_the_edits_of_json_are_the_fix(project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = project({"app.py": UNOWNED.replace("'/'", "'/é'") + "\x0c\ny = 1"})
    monkeypatch.chdir(folder)
    assert main(["check", "--output-format=json", "--output-file=out.json"]) == 1
    (finding,) = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    before = (folder / "app.py").read_text(encoding="utf-8")

    def position(place: Mapping[str, int]) -> Position:
        return Position(place["row"], place["column"] - 1)

    edits = [
        Replacement(position(edit["location"]), position(edit["end_location"]), edit["content"])
        for edit in finding["fix"]["edits"]
    ]
    assert main(["fix", "--unsafe-fixes"]) == 0
    assert applied(before, edits) == (folder / "app.py").read_text(encoding="utf-8")


_TEXTS = st.lists(st.sampled_from(["a", "b", "\n", "\r\n", "\x0c", "é"]), max_size=12).map("".join)


@given(_TEXTS, _TEXTS)
def test_replacements_turn_one_text_into_the_other(before: str, after: str) -> None:
    assert applied(before, replacements(before, after)) == after


def test_statistics_count_by_rule_folder_and_library(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    named = "async def save(db, order):\n    return await db.save(order)\n"
    monkeypatch.chdir(project({"a/app.py": UNOWNED + UNOWNED, "b.py": named}))
    assert main(["check", "--statistics", "--output-format=json"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "rule": {"OWN101 unowned-operation": 2, "OWN102 unowned-operation-by-name": 1},
        "severity": {"warning": 2, "info": 1},
        "file": {"a/app.py": 2, "b.py": 1},
        "folder": {"a": 2, ".": 1},
        "library": {"httpx": 2, "(known by name)": 1},
        "fixable": {"safe": 0, "unsafe": 3},
    }


class TestFlake8:
    """The formatters for flake8, and the same findings from it and the command line."""

    FILES: Mapping[str, bytes] = {
        "plain.py": UNOWNED.encode(),
        "wide.py": UNOWNED.replace("return await", "return 'é🎉', await").encode(),
        "crlf.py": UNOWNED.replace("\n", "\r\n").encode(),
        "tabs.py": UNOWNED.replace("    ", "\t").encode(),
        "bom.py": b"\xef\xbb\xbf" + UNOWNED.encode(),
        "latin.py": b"# coding: latin-1\n" + UNOWNED.replace("'/'", "'\xe9'").encode("latin-1"),
        "feed.py": ("\x0c" + UNOWNED + "\x0c\n").encode(),
        "stops.py": UNOWNED.encode() + b"\\\n",
    }

    def folder(self, project: Project) -> Path:
        """A project with a real package, and files of every kind of line."""
        folder = project({})
        for name, data in self.FILES.items():
            (folder / name).write_bytes(data)
        import beanie

        shutil.copytree(Path(beanie.__file__).parent, folder / "beanie")
        return folder

    def flake8(self, folder: Path, *arguments: str) -> str:
        command = [sys.executable, "-m", "flake8", "--isolated", "--select=OWN", *arguments, "."]
        done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
        assert done.stderr == ""
        return done.stdout

    def test_both_say_the_same_to_the_letter(
        self, project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = self.folder(project)
        (folder / "stops.py").unlink()
        # As many findings as there are calls, so that there is much to compare.
        (folder / "pyproject.toml").write_text('[tool.flake8-ownership]\ngranularity = "call"\n', encoding="utf-8")
        monkeypatch.chdir(folder)
        assert main(["check", "--output-format=json"]) == 1
        ours = {
            (one["filename"], one["location"]["row"], one["location"]["column"], one["code"], one["message"])
            for one in json.loads(capsys.readouterr().out)
        }
        theirs = {
            (one["filename"], one["location"]["row"], one["location"]["column"], one["code"], one["message"])
            for one in json.loads(self.flake8(folder, "--format=ownership-json"))
        }
        assert self.flake8(folder, "--format=ownership-junit").count("<failure ") == len(theirs)
        assert self.flake8(folder, "--format=ownership-azure").count("##vso[task.logissue ") == len(theirs)
        lines = {line.removeprefix("./") for line in self.flake8(folder).splitlines()}
        assert ours == theirs
        assert lines == {f"{name}:{row}:{column}: {code} {message}" for name, row, column, code, message in ours}
        assert {name for name, *_ in ours} >= self.FILES.keys() - {"stops.py"}
        assert len(ours) > 15

    @pytest.mark.parametrize("name", ["sarif", "gitlab", "rdjson", "github"])
    def test_every_format_takes_the_findings_of_all_plugins(self, project: Project, name: str) -> None:
        folder = project({"app.py": UNOWNED + "import os\n"})
        written = self.flake8(folder, f"--format=ownership-{name}", "--extend-select=F", "--output-file=out")
        assert written == ""
        text = (folder / "out").read_text(encoding="utf-8")
        assert "OWN101" in text
        assert "F401" in text
        if name != "github":
            json.loads(text)

    def test_nothing_found_is_still_a_document(self, project: Project) -> None:
        folder = project({"app.py": ""})
        assert json.loads(self.flake8(folder, "--format=ownership-gitlab")) == []
        assert json.loads(self.flake8(folder, "--format=ownership-sarif"))["runs"][0]["results"] == []


# The parts of GitLab's format that its docs require, and of rdjson's that its schema names.
GITLAB: dict[str, Any] = {
    "type": "array",
    "items": {
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^./]"},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}
_PLACE = {
    "required": ["line", "column"],
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
}
_RANGE = {"required": ["start", "end"], "properties": {"start": _PLACE, "end": _PLACE}}
RDJSON: dict[str, Any] = {
    "required": ["source", "diagnostics"],
    "properties": {
        "diagnostics": {
            "items": {
                "required": ["message", "location", "severity", "code"],
                "properties": {
                    "location": {"required": ["path", "range"], "properties": {"range": _RANGE}},
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "suggestions": {"items": {"required": ["range", "text"], "properties": {"range": _RANGE}}},
                },
            }
        }
    },
}


def test_gitlab_and_rdjson_have_the_required_shape() -> None:
    jsonschema.validate(json.loads(gitlab.text(report())), GITLAB)
    jsonschema.validate(json.loads(rdjson.text(report())), RDJSON)


def test_rdjson_counts_bytes() -> None:
    place = json.loads(rdjson.text(report()))["diagnostics"][0]["location"]["range"]["start"]
    line = Source("", TEXT).lines[1]
    assert place == {"line": 2, "column": len(line[:20].encode()) + 1}


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for file, write in FORMATS.items():
        (GOLDEN / file).write_text(write(report()), encoding="utf-8")
