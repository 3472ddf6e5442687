"""Which findings come first, how they are grouped and cut, and what is left out of a run on purpose."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flake8_ownership.faces.cli import main
from flake8_ownership.formats.summary import kinds
from flake8_ownership.options import SEVERITIES
from flake8_ownership.rules import Finding
from flake8_ownership.source import Position
from tests.test_command_line import on_a_terminal

Project = Callable[[Mapping[str, str]], Path]
Run = Callable[..., list[str]]
HEAD = "import nobodyknows\nfrom redis.asyncio import Redis\n\n\n"
OPEN = "async def fetch(client: Redis):\n    await client.get('/')\n"
TWICE = f"{OPEN}    await client.get('/')\n"
GUESSED = "async def guess(client: nobodyknows.Client):\n    await client.get('/')\n"
SILENT = (
    "async def hide(client: Redis):\n    try:\n        await client.get('/')\n    except Exception:\n        pass\n"
)
FILES = {
    "a_guessed.py": HEAD + GUESSED,
    "b_open.py": HEAD + OPEN,
    "c_twice.py": HEAD + TWICE,
    "d_silent.py": HEAD + SILENT,
}


@pytest.fixture
def run(project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(project(FILES))

    def run(*words: str, code: int = 1) -> list[str]:
        capsys.readouterr()
        assert main(["check", *words]) == code
        return capsys.readouterr().out.splitlines()

    return run


def files(lines: list[str]) -> list[str]:
    return [line.split(":")[0].strip() for line in lines]


def test_a_pipe_has_the_order_of_files_unless_another_is_asked_for(run: Run) -> None:
    assert files(run()) == sorted(FILES)
    assert files(run("--sort=severity")) == ["d_silent.py", "c_twice.py", "b_open.py", "a_guessed.py"]


def test_machines_get_the_order_that_was_asked_for(run: Run) -> None:
    found = json.loads("\n".join(run("--sort=severity", "--output-format=json")))
    assert [one["severity"] for one in found] == ["error", "warning", "warning", "info"]
    assert json.loads("\n".join(run("--output-format=json")))[0]["severity"] == "info"


@pytest.mark.parametrize("words", [(), ("--output-format=text",), ("--output-format=grouped",)])
def test_a_terminal_gets_the_worst_first_with_severity_and_what_is_assumed(
    project: Project, words: tuple[str, ...]
) -> None:
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", on_a_terminal(project(FILES), "check", *words))
    told = re.findall(r"(error|warning|info) OWN\d+", shown)
    assert told == ["error", "warning", "warning", "info"]
    assert len(re.findall(r"info OWN101 guess.*\(assumed to be I/O\)", shown)) == shown.count("assumed to be I/O") == 1


def test_a_terminal_may_have_the_order_of_files(project: Project) -> None:
    shown = on_a_terminal(project(FILES), "check", "--quiet", "--output-format=text", "--sort=file")
    assert re.findall(r"(\w+\.py):\d", shown) == sorted(FILES)


def test_a_limit_says_how_many_more_there_are(run: Run) -> None:
    assert run("--limit=1", "--sort=severity")[1:] == ["and 3 more"]
    assert len(run("--limit=4")) == 4


@pytest.mark.parametrize(
    ("by", "headings"),
    [
        ("file", [f"{name} (1 finding)" for name in sorted(FILES)]),
        ("rule", ["OWN101 unowned-operation (3 findings)", "OWN201 silenced-io (1 finding)"]),
        ("library", ["nobodyknows (1 finding)", "redis (3 findings)"]),
        ("operation", [f"{name} (1 finding)" for name in ("guess in a_", "fetch in b_", "fetch in c_", "hide in d_")]),
    ],
)
def test_findings_are_grouped(run: Run, by: str, headings: list[str]) -> None:
    lines = run(f"--group-by={by}")
    found = [line for line in lines if line and not line.startswith(" ")]
    assert len(found) == len(headings)
    assert sum(line.startswith("  ") for line in lines) == 4
    if by in ("file", "rule"):
        assert found == headings


def test_the_group_of_the_worst_comes_first(run: Run) -> None:
    lines = run("--group-by=rule", "--sort=severity", "--limit=2")
    assert [line for line in lines if not line.startswith(" ")] == [
        "OWN201 silenced-io (1 finding)",
        "",
        "OWN101 unowned-operation (3 findings)",
        "",
        "and 2 more",
    ]


def test_the_grouped_format_names_each_file_once(run: Run) -> None:
    lines = run("--output-format=grouped")
    assert lines[:2] == [
        "a_guessed.py (1 finding)",
        "  6:11: info OWN101 guess: client.get can fail without a log or metric (assumed to be I/O)",
    ]


@pytest.mark.parametrize("flag", ["--limit=1", "--group-by=rule"])
def test_a_document_is_never_a_part(run: Run, capsys: pytest.CaptureFixture[str], flag: str) -> None:
    assert main(["check", flag, "--output-format=sarif"]) == 2
    name = flag.partition("=")[0]
    assert capsys.readouterr().err == f"the command line: {name}: is for text, full, grouped, not for sarif\n"


class TestLeastSeverity:
    """What is below it is neither reported nor fixed, and stays in the baseline."""

    def test_on_the_command_line(self, run: Run) -> None:
        assert files(run("--min-severity=error")) == ["d_silent.py"]
        assert len(run("--min-severity=warning")) == 3
        assert len(run("--min-severity=info")) == 4

    def test_in_the_settings(self, run: Run) -> None:
        Path("pyproject.toml").write_text("[tool.flake8-ownership]\nmin-severity = 'error'\n", encoding="utf-8")
        assert files(run()) == ["d_silent.py"]

    def test_a_baseline_holds_what_it_leaves_out(self, run: Run) -> None:
        Path("pyproject.toml").write_text("[tool.flake8-ownership]\nmin-severity = 'error'\n", encoding="utf-8")
        assert main(["baseline", "write"]) == 0
        assert main(["baseline", "prune"]) == 0
        assert run("--min-severity=info", code=0) == []
        assert run(code=0) == []

    def test_another_word_is_refused(self, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "--min-severity=fatal"]) == 2
        assert "min-severity: expected one of error, warning, info" in capsys.readouterr().err


class TestStatistics:
    """Where to start, and counts whose tables stay short."""

    def test_names_at_most_five_to_start_with_the_worst_first(
        self, project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        files = {f"f{number}.py": HEAD + OPEN for number in range(12)}
        monkeypatch.chdir(project({**files, "worst.py": HEAD + SILENT, "twice.py": HEAD + TWICE}))
        assert main(["check", "--statistics"]) == 1
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == "start here"
        assert [line.split(":")[0].strip() for line in lines[1:7]] == [
            "worst.py",
            "twice.py",
            "f0.py",
            "f1.py",
            "f10.py",
            "",
        ]
        table = lines[lines.index("by file") + 1 : lines.index("by folder") - 1]
        assert table[0] == "  1  worst.py  1 error"
        assert table[10:] == ["  4  in 4 more"]

    def test_a_limit_holds_for_the_tables(self, run: Run) -> None:
        lines = run("--statistics", "--limit=1")
        assert lines[lines.index("by file") + 1 :][:2] == ["  1  d_silent.py  1 error", "  3  in 3 more"]

    def test_says_what_trusting_a_framework_would_leave_out(
        self, project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        route = (
            "from fastapi import FastAPI\nfrom redis.asyncio import Redis\n\napp = FastAPI()\n\n\n"
            "@app.post('/jobs')\nasync def jobs(redis: Redis, body: dict):\n    await redis.get(body['job_id'])\n"
        )
        monkeypatch.chdir(project({"app.py": route}))
        assert main(["check", "--statistics"]) == 1
        assert capsys.readouterr().out.endswith(
            '\nif what a framework reports is enough for you\n  boundaries = ["fastapi"]  leaves 1 finding to FastAPI\n'
        )
        assert main(["check", "--config", 'boundaries = ["fastapi"]']) == 0

    def test_machines_get_all_of_it(self, run: Run) -> None:
        found = json.loads("\n".join(run("--statistics", "--output-format=json")))
        assert found["severity"] == {"warning": 2, "error": 1, "info": 1}
        assert found["file"] == dict.fromkeys(sorted(FILES), 1)


def test_quiet_leaves_findings_and_errors_alone(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--quiet", ".", "nowhere.py"]) == 2
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 4
    assert printed.err == "nowhere.py: no such file or folder\n"


def test_the_files_that_would_be_checked(run: Run) -> None:
    assert run("--show-files", code=0) == sorted(FILES)


@pytest.mark.parametrize(("when", "styled"), [("always", True), ("never", False), ("auto", False)])
def test_colour_in_a_pipe(run: Run, monkeypatch: pytest.MonkeyPatch, when: str, styled: bool) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert any("\x1b[" in line for line in run("--output-format=full", f"--color={when}")) == styled


def test_colour_may_be_off_on_a_terminal(project: Project) -> None:
    shown = on_a_terminal(project(FILES), "check", "--quiet", "--color=never")
    assert "\x1b" not in shown
    assert "^^^" in shown


def test_every_severity_and_code_has_its_words() -> None:
    def said(code: str, count: int = 1) -> list[str]:
        place = Position(1, 0)
        return kinds([Finding(code, "", "", "", place, place, "", "", severity=SEVERITIES[0])] * count)

    assert said("OWN107") == ["1 operation leaves failures to its framework"]
    assert said("OWN203", 2) == ["2 gathers discard failures"]
    assert said("OWN208") == ["1 outcome is not read"]
    assert said("OWN404") == ["1 log shows a secret"]
    assert said("OWN000") == ["1 other finding"]
