"""Comments that name a code of ours and ignore nothing (OWN002): found in every face, removed by a fix."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flake8_ownership.faces.cli import main
from tests.test_flake8_face import flake8

Project = Callable[[Mapping[str, str]], Path]
HEAD = "from redis.asyncio import Redis\n\n\nasync def fetch(client: Redis):\n"
HANDLER = (
    f"{HEAD}    try:\n        await client.get('a')  # noqa: FIRST\n        await client.get('b')  # noqa: SECOND\n"
    "    except Exception:  # noqa: GUARD\n        pass\n"
)


@pytest.fixture
def told(project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def told(text: str, *words: str, settings: str = "", name: str = "app.py") -> str:
        files = {name: text, "pyproject.toml": f"[tool.flake8-ownership]\nkind = 'application'\n{settings}\n"}
        monkeypatch.chdir(project(files))
        main(["check", "--no-cache", *words, name])
        found = re.findall(r":(\d+):\d+: OWN002 `# noqa: (\w+)`", capsys.readouterr().out)
        return " ".join(f"{row}:{code}" for row, code in found)

    return told


@pytest.mark.parametrize(
    ("line", "idle"),
    [
        ("await client.get('/')  # noqa: OWN101", ""),
        ("await client.get('/')  # noqa: OWN101 the cache is only a cache", ""),
        ("await client.get('/')  # noqa: OWN201", "5:OWN201"),
        ("await client.get('/')  # noqa: OWN101, OWN201", "5:OWN201"),
        ("await client.get('/')  # noqa:own101,own201", "5:OWN201"),
        ("await client.get(\n        '/'\n    )  # noqa: OWN101", "7:OWN101"),
        ("await client.get('''\n    ''')  # noqa: OWN101", ""),
        ("pass  # noqa: OWN101", "5:OWN101"),
        ("pass  # noqa: OWN999", "5:OWN999"),
        ("pass  # noqa: E501, OWN301", "5:OWN301"),
        ("pass  # noqa: E501", ""),
        ("pass  # noqa", ""),
        ("pass  # noqa: because", ""),
        ("pass  # noqa: OWN2", ""),
        ("pass  # noqa: OWN204", ""),
        ("pass  # noqa: OWN000", ""),
        ("pass; text = '# noqa: OWN101'", ""),
        ("'''# noqa: OWN101'''", ""),
    ],
)
def test_a_code_that_ignores_nothing_is_told(told: Callable[..., str], line: str, idle: str) -> None:
    assert told(f"{HEAD}    {line}\n") == idle


@pytest.mark.parametrize(
    ("codes", "idle"),
    [
        (("E1", "E1", "OWN201"), ""),
        (("OWN201", "OWN201", "E1"), ""),
        (("OWN201", "OWN201", "OWN201"), ""),
        (("OWN203", "OWN201", "OWN201"), "6:OWN203"),
        (("E1", "E1", "OWN203"), "8:OWN203"),
    ],
)
def test_a_comment_counts_at_either_end_and_for_each_call(
    told: Callable[..., str], codes: tuple[str, str, str], idle: str
) -> None:
    text = HANDLER
    for name, code in zip(("FIRST", "SECOND", "GUARD"), codes, strict=True):
        text = text.replace(name, code)
    assert told(text) == idle


def test_every_call_of_an_operation_may_have_its_comment(told: Callable[..., str]) -> None:
    call = "    await client.get('/')  # noqa: OWN101\n"
    assert told(HEAD + call * 3) == ""


def test_a_comment_on_a_call_in_a_function_below_counts(told: Callable[..., str]) -> None:
    text = "async def _get(client: Redis):\n    await client.get('/')  # noqa: OWN101\n\n\n"
    calls = "    await _get(client)\n    await client.get('/')\n"
    assert told(HEAD.replace("async def", f"{text}async def") + calls) == ""


@pytest.mark.parametrize(
    ("words", "settings", "idle"),
    [
        (["--enable=OWN204"], "", "5:OWN204"),
        (["--enable=OWN"], "", "5:OWN204"),
        (["--select=OWN204"], "", ""),
        (["--select=OWN002,OWN204"], "", "5:OWN204"),
        (["--ignore=OWN002", "--enable=OWN204"], "", ""),
        ([], "enable = ['OWN204']", "5:OWN204"),
        (["--enable=OWN204", "--min-severity=warning"], "", ""),
    ],
)
def test_a_rule_that_is_not_asked_for_says_nothing_of_its_comments(
    told: Callable[..., str], words: list[str], settings: str, idle: str
) -> None:
    assert told(f"{HEAD}    pass  # noqa: OWN204\n", *words, settings=settings) == idle


def test_nothing_is_said_where_nothing_is_judged(told: Callable[..., str]) -> None:
    text = f"{HEAD}    await client.get('/')  # noqa: OWN101\n    pass  # noqa: OWN101\n"
    assert told(text, name="tests/test_app.py") == ""
    assert told(text, name="tests/test_app.py", settings="tests = true") == "6:OWN101"
    assert told(f"# flake8: noqa\n{text}") == ""


def test_a_baseline_does_not_keep_it(told: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    assert told(f"{HEAD}    pass  # noqa: OWN101\n") == "5:OWN101"
    assert main(["baseline", "write"]) == 0
    assert capsys.readouterr().out == "ownership-baseline.json: 0 findings\n"
    assert main(["check"]) == 1


def test_flake8_tells_it_too_unless_comments_are_disabled(project: Project) -> None:
    folder = project({"app.py": f"{HEAD}    pass  # noqa: OWN101\n    pass  # noqa: OWN204\n"})
    said = flake8(folder, "--select=OWN", "app.py").stdout
    assert said == "app.py:5:19: OWN002 `# noqa: OWN101` has nothing to ignore here\n"
    assert flake8(folder, "--select=OWN", "--disable-noqa", "app.py").stdout == ""
    assert flake8(folder, "--select=OWN1", "app.py").stdout == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("pass  # noqa: OWN101", "pass"),
        ("pass  # noqa: OWN101, E501", "pass  # noqa: E501"),
        ("pass  # noqa: E501,OWN101,W1", "pass  # noqa: E501,W1"),
        ("pass  # noqa: OWN101, OWN301", "pass"),
        ("pass  # noqa: OWN101 it expires", "pass  # it expires"),
        ("pass  # noqa: OWN101 # it expires", "pass  # it expires"),
        ("pass  # noqa: OWN101 - it expires", "pass  # it expires"),
        ("pass  # type: ignore  # noqa: OWN101", "pass  # type: ignore"),
        ("# noqa: OWN101\n    pass", "    pass"),
        ("# noqa: OWN204\n    pass", "# noqa: OWN204\n    pass"),
    ],
)
def test_a_fix_removes_it_and_keeps_what_else_is_said(project: Project, before: str, after: str) -> None:
    folder = project({"app.py": f"{HEAD}    {before}\n"})
    command = [sys.executable, "-m", "flake8_ownership", "fix", "--no-cache", "app.py"]
    assert subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0
    kept = after if after.startswith("    ") else f"    {after}"
    assert (folder / "app.py").read_text(encoding="utf-8") == f"{HEAD}{kept}\n"


def test_other_findings_are_fixed_in_the_same_run(project: Project) -> None:
    text = HANDLER.replace("FIRST", "OWN101").replace("SECOND", "E1").replace("GUARD", "E1")
    folder = project({"app.py": f"import logging\n\nlogger = logging.getLogger(__name__)\n{text}"})
    command = [sys.executable, "-m", "flake8_ownership", "fix", "--no-cache", "app.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == "2 fixed, nothing left\n"
    assert "OWN101" not in (folder / "app.py").read_text(encoding="utf-8")
    assert "logger.warning(" in (folder / "app.py").read_text(encoding="utf-8")
