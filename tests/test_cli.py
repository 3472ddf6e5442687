"""The command line: what it prints, what it returns, and how it bears bad input."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flake8_ownership.faces.cli import main
from flake8_ownership.source import RUNNING
from tests.test_flake8_face import MESSAGE, UNOWNED

Project = Callable[[Mapping[str, str]], Path]


def test_check_prints_findings_and_returns_one(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    here({"app.py": UNOWNED})
    assert main(["check", "app.py"]) == 1
    assert capsys.readouterr().out == f"app.py:5:18: {MESSAGE}\n"


def test_check_of_clean_code_returns_zero(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    here({"app.py": "x = 1\n"})
    assert main(["check"]) == 0
    assert capsys.readouterr().out == ""


def test_findings_waived_by_noqa_are_not_reported_and_not_mended(here: Project) -> None:
    text = UNOWNED.replace("get('/')", "get('/')  # noqa: OWN101")
    folder = here({"app.py": text})
    assert main(["check", "."]) == 0
    assert main(["fix", "--unsafe-fixes", "."]) == 0
    assert (folder / "app.py").read_text() == text


def test_select_and_ignore_choose_rules(here: Project) -> None:
    here({"app.py": UNOWNED})
    assert main(["check", "--select=OWN2", "."]) == 0
    assert main(["check", "--ignore=OWN1", "."]) == 0
    assert main(["check", "--select=OWN", "--ignore=OWN102", "."]) == 1


def test_a_fix_needs_to_be_asked_for_twice(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    folder = here({"app.py": UNOWNED})
    assert main(["check", "--fix", "."]) == 1
    assert (folder / "app.py").read_text() == UNOWNED
    assert main(["check", "--fix", "--unsafe-fixes", "."]) == 0
    assert "logger.exception(" in (folder / "app.py").read_text()
    assert main(["check", "."]) == 0


def test_a_diff_is_printed_and_nothing_written(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    folder = here({"app.py": UNOWNED})
    assert main(["fix", "--unsafe-fixes", "--diff", "."]) == 1
    out = capsys.readouterr().out
    assert out.startswith("--- app.py\n+++ app.py\n@@")
    assert '+        logger.exception("GET request failed")' in out.replace("'", '"')
    assert (folder / "app.py").read_text() == UNOWNED


def test_sites_give_the_full_account(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    here({"app.py": UNOWNED})
    assert main(["sites", "--output-format", "json", "app.py"]) == 0
    account = json.loads(capsys.readouterr().out)
    assert account["version"] == 1
    assert account["errors"] == []
    assert account["sites"] == [
        {
            "filename": "app.py",
            "location": {"row": 5, "column": 18},
            "end_location": {"row": 5, "column": 33},
            "function": "fetch",
            "call": "client.get",
            "consumed": "await",
            "api": "httpx.AsyncClient.get",
            "library": "httpx",
            "kind": "http",
            "evidence": "annotation",
            "certainty": "catalogued",
            "verdict": "unowned",
            "logged": False,
            "counted": False,
            "reraised": False,
            "traceback": False,
            "context": False,
            "guard_row": None,
            "reason": "nothing in the function catches it",
            "codes": ["OWN101"],
        }
    ]


def test_json_findings_have_ruffs_keys(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    here({"app.py": UNOWNED})
    assert main(["check", "--output-format=json", "."]) == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert finding["code"] == "OWN101"
    assert finding["location"] == {"row": 5, "column": 18}
    assert finding["fix"]["applicability"] == "unsafe"


def test_stdin_has_the_name_that_it_is_given(
    here: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here({})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(UNOWNED.encode())))
    assert main(["check", "--stdin-filename", "sub/app.py", "-"]) == 1
    assert capsys.readouterr().out.startswith("sub/app.py:5:18: OWN101")


def test_a_rule_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "own101"]) == 0
    by_code = capsys.readouterr().out
    assert main(["rule", "unowned-operation"]) == 0
    assert capsys.readouterr().out == by_code
    assert "## Why" in by_code


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("OWN999", "no rule 'OWN999'; `flake8-ownership rules` lists them all"),
        ("OWN299", "no rule 'OWN299'; `flake8-ownership rules OWN2` lists those that begin so"),
        ("silence-io", "no rule 'silence-io'; did you mean 'silenced-io'?"),
        ("", "no rule ''; `flake8-ownership rules` lists them all"),
    ],
)
@pytest.mark.parametrize("command", ["rule", "rules"])
def test_an_unknown_rule_is_an_error_that_says_where_to_look(
    capsys: pytest.CaptureFixture[str], command: str, code: str, said: str
) -> None:
    assert main([command, code]) == 2
    assert capsys.readouterr().err == f"{said}\n"


class TestBadInput:
    """Each fault is one line that names the file, and costs no other file its findings."""

    def run(self, here: Project, capsys: pytest.CaptureFixture[str], files: Mapping[str, str], *more: str) -> list[str]:
        here({"good.py": UNOWNED, **files})
        assert main(["check", "good.py", *more]) == 2
        printed = capsys.readouterr()
        assert printed.out == f"good.py:5:18: {MESSAGE}\n"
        return [line for line in printed.err.splitlines() if "error" not in line]

    def test_a_file_that_does_not_parse(self, here: Project, capsys: pytest.CaptureFixture[str]) -> None:
        lines = self.run(here, capsys, {"bad.py": "async def f(:\n"}, "bad.py")
        assert lines == [f"bad.py:1: cannot be parsed by {RUNNING}: invalid syntax"]

    def test_a_file_that_does_not_decode(self, here: Project, capsys: pytest.CaptureFixture[str]) -> None:
        folder = here({})
        (folder / "latin.py").write_bytes(b"x = 1\ny = '\xe9'\n")
        (line,) = self.run(here, capsys, {}, "latin.py")
        assert line.startswith("latin.py:2: cannot be decoded as utf-8")

    def test_a_path_that_does_not_exist(self, here: Project, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run(here, capsys, {}, "nowhere.py") == ["nowhere.py: no such file or folder"]

    def test_a_configuration_that_is_no_toml(self, here: Project, capsys: pytest.CaptureFixture[str]) -> None:
        (line,) = self.run(here, capsys, {"sub/app.py": UNOWNED, "sub/pyproject.toml": "[tool\n"}, "sub/app.py")
        assert "sub/pyproject.toml:1: tool: not valid TOML" in line

    def test_an_unknown_option(self, here: Project, capsys: pytest.CaptureFixture[str]) -> None:
        config = "[project]\nname = 'x'\n\n[tool.flake8-ownership]\nselect = []\nobserver = ['x']\n"
        (line,) = self.run(here, capsys, {"sub/app.py": UNOWNED, "sub/pyproject.toml": config}, "sub/app.py")
        assert line.endswith("sub/pyproject.toml:6: observer: unknown option; did you mean 'observers'?")

    def test_a_value_of_the_wrong_kind(self, here: Project, capsys: pytest.CaptureFixture[str]) -> None:
        config = "[tool.flake8-ownership]\nio = 'app.send'\n"
        (line,) = self.run(here, capsys, {"sub/app.py": UNOWNED, "sub/pyproject.toml": config}, "sub/app.py")
        assert line.endswith("sub/pyproject.toml:2: io: expected a list of strings, found 'app.send'")

    def test_a_catalogue_entry_that_is_none(self, here: Project, capsys: pytest.CaptureFixture[str]) -> None:
        config = '[tool.flake8-ownership.catalogue.lib.class."lib.Client"]\nawaits = ["get"]\n'
        (line,) = self.run(here, capsys, {"sub/app.py": UNOWNED, "sub/pyproject.toml": config}, "sub/app.py")
        fault = "sub/pyproject.toml:2: catalogue.lib.class.\"lib.Client\".awaits: unknown key; did you mean 'await'?"
        assert line.endswith(fault)

    @pytest.mark.parametrize(
        ("config", "fault"),
        [
            ("tool = 3\n", ":1: tool: expected a table, found 3"),
            ("[tool]\nflake8-ownership = 3\n", ":2: flake8-ownership: expected a table, found 3"),
            ("[[tool.flake8-ownership]]\nio = []\n", ":1: flake8-ownership: expected a table, found a list"),
            ("[tool.flake8-ownership.catalogue]\nfoo = 3\n", ":2: catalogue.foo: expected a table, found 3"),
            (
                "[tool.flake8-ownership.catalogue.foo]\nbar = 3\n",
                ":2: catalogue.foo.bar: unknown key; did you mean 'library'?",
            ),
            ("[tool.flake8-ownership.catalogue.foo]\nkind = 3\n", ":2: catalogue.foo.kind: expected a string, found 3"),
            ("tool.flake8-ownership.catalogue = {a = {}, foo = 3}\n", ":1: catalogue.foo: expected a table, found 3"),
            (
                "[[tool.flake8-ownership.overrides]]\nfiles = ['*.py']\ncatalogue.foo.bar = 3\n",
                ":3: catalogue.foo.bar: unknown key; did you mean 'library'?",
            ),
        ],
    )
    @pytest.mark.parametrize("text", [UNOWNED, "x = 1\n"], ids=["a call", "no call"])
    def test_a_table_of_the_wrong_shape(
        self, here: Project, capsys: pytest.CaptureFixture[str], config: str, fault: str, text: str
    ) -> None:
        (line,) = self.run(here, capsys, {"sub/app.py": text, "sub/pyproject.toml": config}, "sub/app.py")
        assert line.endswith(f"sub/pyproject.toml{fault}")

    def test_a_table_of_the_wrong_shape_in_an_argument(self, here: Project, capsys: pytest.CaptureFixture[str]) -> None:
        here({"app.py": UNOWNED, "pyproject.toml": "[tool.flake8-ownership]\n"})
        assert main(["check", "--config", "catalogue.foo = 3"]) == 2
        assert "the command line: catalogue.foo: expected a table, found 3" in capsys.readouterr().err.splitlines()

    def test_a_notebook(self, here: Project, capsys: pytest.CaptureFixture[str]) -> None:
        said = "n.ipynb: is a notebook; its cells are judged in an editor, or by flake8 through nbqa"
        assert self.run(here, capsys, {"n.ipynb": '{"cells": []}'}, "n.ipynb") == [said]

    def test_a_notebook_from_stdin(
        self, here: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here({})
        for command in ("check", "fix"):
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"cells": []}')))
            assert main([command, "--stdin-filename=n.ipynb", "-"]) == 2
            printed = capsys.readouterr()
            assert printed.err.startswith("n.ipynb: is a notebook;")
            assert printed.out == ""

    def test_a_broken_configuration_is_told_once_for_all_its_files(
        self, here: Project, capsys: pytest.CaptureFixture[str]
    ) -> None:
        files = {"sub/a.py": UNOWNED, "sub/b.py": UNOWNED, "sub/pyproject.toml": "[tool.flake8-ownership]\nx = 1\n"}
        assert len(self.run(here, capsys, files, "sub")) == 1


def test_ignored_and_excluded_files_are_left_out_unless_named(
    here: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    here(
        {
            "pyproject.toml": "[tool.flake8-ownership]\nkind = 'application'\nexclude = ['vendored']\n",
            ".gitignore": "build_*/\n",
            "build_x/app.py": UNOWNED,
            "vendored/app.py": UNOWNED,
            "app.py": UNOWNED,
        }
    )
    assert main(["check"]) == 1
    assert capsys.readouterr().out.count("OWN101") == 1
    assert main(["check", "vendored/app.py", "build_x/app.py"]) == 1
    assert capsys.readouterr().out.count("OWN101") == 2
    assert main(["check", "--force-exclude", "vendored/app.py"]) == 0
