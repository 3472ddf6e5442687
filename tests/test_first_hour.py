"""What somebody meets who has just come: words that lead on, flags of other linters, and settings that name nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flake8_ownership.faces.cli import main
from flake8_ownership.formats import azure
from flake8_ownership.formats.entry import Entry, Report
from flake8_ownership.rules import Finding
from flake8_ownership.source import Position
from tests.test_flake8_face import UNOWNED

Project = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def here(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    def write(files: Mapping[str, str]) -> Path:
        folder = project(files)
        monkeypatch.chdir(folder)
        return folder

    return write


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["explain", "OWN101"], "no command 'explain'; did you mean 'rule' or 'why'?"),
        (["check", "--slect=OWN1", "."], "unrecognized arguments: --slect=OWN1; did you mean --select?"),
        (["report", "--markdwon"], "unrecognized arguments: --markdwon; did you mean --markdown?"),
    ],
)
def test_a_word_that_is_none_leads_to_the_one_that_is_meant(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_the_usage_of_a_command_says_what_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["review"])
    assert capsys.readouterr().err.startswith("usage: flake8-ownership review [OPTIONS] REV [PATH ...]\n")


def test_a_path_may_come_after_the_options_of_a_review(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    here({"app.py": UNOWNED})
    assert main(["review", "nosuch", "--no-cache", "app.py"]) == 2
    said = capsys.readouterr().err
    assert "unrecognized" not in said
    assert "diff-base" not in said
    assert "review: " in said


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("metrics:FAILURES.labels", "FAILURES.labels of metrics cannot be called with the name of a metric alone"),
        ("metrics:nothing", "metrics has no nothing"),
        ("metrics.more:count", "the project has no module metrics.more; did you mean 'metrics:count'?"),
        ("metrics:count", ""),
        ("elsewhere.telemetry:count", ""),
    ],
)
def test_check_says_what_is_wrong_with_the_callable_of_metrics(
    target: str, said: str, here: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    here(
        {
            "pyproject.toml": f'[tool.flake8-ownership]\nmetrics = "{target}"\n',
            "metrics.py": (
                "from prometheus_client import Counter\n\n"
                'FAILURES = Counter("failures", "Failures.", ["job"])\n\n\n'
                "def count(name):\n    FAILURES.labels(name).inc()\n"
            ),
            "app.py": "x = 1\n",
        }
    )
    code = main(["check", "--no-cache", "."])
    error = capsys.readouterr().err
    if not said:
        assert code == 0
        return
    assert code == 2
    assert f"pyproject.toml:2: metrics: {target}: {said}\n" in error


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("app.lgo:logger", "the project has no module app.lgo; did you mean 'app.log:logger'?"),
        ("app.log:loger.child", "app.log has no loger; did you mean 'app.log:logger.child'?"),
        ("app.log:nothing", "app.log has no nothing"),
        (
            "ap.log:logger",
            "the project has no module ap.log, and requires no library ap; did you mean 'app.log:logger'?",
        ),
        ("elsewhere.log:logger", "the project has no module elsewhere.log, and requires no library elsewhere"),
        *((f"app{there}", "") for there in (".log:logger", ".log:given", ".lazy:any", ".starred:logger", ":log")),
        *((f"{library}:log", "") for library in ("acme.log", "known_elsewhere", "structlog.stdlib", "logging")),
        ("app.broken:logger", ""),
    ],
)
@pytest.mark.parametrize("option", ["logging", "metrics"])
def test_an_object_of_the_settings_that_is_not_there_is_one_line_in_every_face(
    option: str, target: str, said: str, here: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    table = f'[project]\ndependencies = ["httpx", "acme"]\n\n[tool.flake8-ownership]\n{option} = "{target}"\n'
    folder = here(
        {
            "pyproject.toml": table,
            "app/__init__.py": "",
            "app/log.py": "logger = make()\nif logger:\n    given = logger\n",
            "app/lazy.py": "def __getattr__(name):\n    return name\n",
            "app/starred.py": "from .log import *\n",
            "app/broken.py": "",
            "app/use.py": f"import known_elsewhere\n{UNOWNED}",
        }
    )
    wrong = f"{folder / 'pyproject.toml'}:5: {option}: {target}: {said}"
    for command in (["check"], ["fix", "--unsafe-fixes", "--diff"], ["report"], ["sites"]):
        (folder / "app/broken.py").write_text("x = (" if "broken" in target else "", encoding="utf-8")
        code = main([*command, "app"])
        lines = capsys.readouterr().err.splitlines()
        if said:
            assert (code, lines.count(wrong)) == (2, 1), command
            assert not any(wrong in line for line in lines if line != wrong)
        else:
            assert not any(f": {option}: " in line for line in lines if "not mended" not in line), command


def test_a_logger_that_is_gone_since_is_told_though_the_cache_has_every_file(
    here: Project, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    table = '[tool.flake8-ownership]\nlogging = "app.log:logger"\n'
    folder = here({"pyproject.toml": table, "app/log.py": "logger = make()\n", "app/use.py": UNOWNED})
    cache = f"--cache-dir={tmp_path_factory.mktemp('cache')}"
    main(["check", cache, "app/use.py"])
    assert "has no" not in capsys.readouterr().err
    (folder / "app/log.py").write_text("", encoding="utf-8")
    assert main(["check", cache, "app/use.py"]) == 2
    assert ":2: logging: app.log:logger: app.log has no logger\n" in capsys.readouterr().err


def test_json_says_how_it_is_known_that_a_call_is_io(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    here({"app.py": UNOWNED})
    main(["check", "--output-format=json", "."])
    (found,) = json.loads(capsys.readouterr().out)
    main(["sites", "--output-format=json", "."])
    (site,) = json.loads(capsys.readouterr().out)["sites"]
    assert found["certainty"] == site["certainty"]
    assert found["evidence"] == [site["evidence"]]


def test_verbose_says_what_the_cache_had(
    here: Project, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    here({"app.py": UNOWNED, "pyproject.toml": "[tool.flake8-ownership]\n"})
    folder = tmp_path_factory.mktemp("cache")
    said = []
    for _ in range(2):
        main(["check", "--verbose", f"--cache-dir={folder}", "app.py"])
        said.append(capsys.readouterr().err)
    assert "0 as the cache had them, 1 judged anew\n" in said[0]
    assert "1 as the cache had them, 0 judged anew\n" in said[1]
    assert "pyproject.toml" in said[0]


def test_what_others_wrote_neither_ends_an_issue_of_azure_nor_begins_one() -> None:
    place = Position(1, 0)
    finding = Finding("OWN101", "", "50%]\n##vso[task.complete]", "a;b].py", place, place, "", "")
    shown = azure.text(Report((Entry(finding),), root=Path.cwd()))
    assert shown.count("##vso[") == 1
    assert len(shown.splitlines()) == 1
    assert "sourcepath=a%3Bb%5D.py;" in shown


def test_flake8_refuses_a_format_that_is_named_like_ours(here: Project) -> None:
    folder = here({"app.py": UNOWNED})
    command = [sys.executable, "-m", "flake8", "--isolated", "--format=ownership-xml", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "no format 'ownership-xml'; there are ownership-azure, " in done.stdout + done.stderr
    assert "app.py" not in done.stdout
