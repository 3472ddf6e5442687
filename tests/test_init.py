"""`init`: a configuration from what the project shows, each line with its reason, and never over one that exists."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from flake8_ownership.catalogue import Catalogue
from flake8_ownership.codemods import proposal
from flake8_ownership.configuration import Configuration
from flake8_ownership.faces.cli import main
from flake8_ownership.index.project import Project
from flake8_ownership.located_toml import loads
from flake8_ownership.settings import TABLE

ROUTE = (
    "import logging\n\nfrom fastapi import FastAPI\n\nlogger = logging.getLogger(__name__)\napp = FastAPI()\n\n\n"
    "@app.get('/rates')\nasync def rates(currency: str, order_id: str, token: str):\n"
    "    logger.info('rates %s %s %s', currency, order_id, token)\n\n\n"
    "@app.get('/books')\nasync def books(currency: str, limit: int):\n"
    "    logger.info('books', extra={'currency': currency})\n    logger.info('at most', limit)\n"
)
COUNTING = "from shop.telemetry import metrics\n\n\ndef count():\n    metrics.increment('a')\n"
SERVICE = {
    "shop/__init__.py": "",
    "shop/app.py": ROUTE,
    "shop/telemetry.py": "class Metrics:\n    def increment(self, name): ...\n\n\nmetrics = Metrics()\n",
    "shop/jobs.py": COUNTING,
    "pyproject.toml": "[project]\nname = 'shop'\n",
    "Dockerfile": "",
}
Made = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    def write(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return write


def table(folder: Path) -> dict[str, object]:
    found = loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["tool"][TABLE]
    assert isinstance(found, dict)
    return found


def comment_on(folder: Path, option: str) -> str:
    lines = (folder / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    row = next(row for row, line in enumerate(lines) if line.startswith(f"{option} = "))
    first = max(at for at in range(row) if not lines[at].startswith("#")) + 1
    return " ".join(line.removeprefix("# ") for line in lines[first:row])


def test_it_says_what_the_project_shows(here: Made, capsys: pytest.CaptureFixture[str]) -> None:
    folder = here(SERVICE)
    assert main(["init"]) == 0
    assert table(folder) == {
        "kind": "auto",
        "boundaries": [],
        "logging": "auto",
        "metrics": "shop.telemetry:metrics.increment",
        "identifiers": ["currency"],
    }
    assert comment_on(folder, "kind").startswith("Taken for an application, since it has a Dockerfile.")
    assert comment_on(folder, "boundaries").startswith("FastAPI: logs a failed operation with its traceback,")
    assert comment_on(folder, "boundaries").endswith('boundaries = ["fastapi"]')
    assert "`logger = logging.getLogger(__name__)`" in comment_on(folder, "logging")
    assert capsys.readouterr().err.startswith("pyproject.toml: has [tool.flake8-ownership] now;")


def test_what_is_written_can_be_read_and_keeps_what_was_there(here: Made) -> None:
    folder = here(SERVICE)
    assert main(["init"]) == 0
    assert (folder / "pyproject.toml").read_text(encoding="utf-8").startswith(SERVICE["pyproject.toml"] + "\n[tool.")
    assert Configuration.from_pyproject(folder / "pyproject.toml").is_ours
    assert main(["check"]) in (0, 1)


def test_an_empty_project_gets_defaults(here: Made) -> None:
    folder = here({"app.py": "x = 1\n"})
    assert main(["init"]) == 0
    assert table(folder) == {"kind": "auto", "boundaries": [], "logging": "auto", "metrics": "", "identifiers": []}
    for option in table(folder):
        assert comment_on(folder, option)


@pytest.mark.parametrize(
    ("files", "option", "value", "why"),
    [
        (
            {"a.py": "import sentry_sdk\n\n\ndef f(e):\n    sentry_sdk.capture_exception(e)\n"},
            "logging",
            "sentry",
            "cap",
        ),
        ({"a.py": "import structlog\n\nlog = structlog.get_logger()\n"}, "logging", "auto", "structlog.get_logger()"),
        ({"a.py": "from prometheus_client import Counter\n"}, "metrics", "", "prometheus_client"),
        ({"a.py": "", "setup.py": ""}, "kind", "auto", "Taken for a library"),
    ],
)
def test_what_is_found_is_named_with_its_reason(
    here: Made, files: Mapping[str, str], option: str, value: object, why: str
) -> None:
    folder = here(files)
    assert main(["init"]) == 0
    assert table(folder)[option] == value
    assert why in comment_on(folder, option)


def test_diff_changes_nothing_and_can_be_applied(here: Made, capsys: pytest.CaptureFixture[str]) -> None:
    folder = here(SERVICE)
    assert main(["init", "--diff"]) == 1
    printed = capsys.readouterr().out
    assert (folder / "pyproject.toml").read_text(encoding="utf-8") == SERVICE["pyproject.toml"]
    subprocess.run(["patch", "-p0"], input=printed, text=True, capture_output=True, check=True)
    patched = (folder / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(SERVICE["pyproject.toml"], encoding="utf-8")
    assert main(["init"]) == 0
    assert (folder / "pyproject.toml").read_text(encoding="utf-8") == patched


@pytest.mark.parametrize("words", [["init"], ["init", "--diff"]])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool.flake8-ownership]\n", "has [tool.flake8-ownership] already, and is left as it is"),
        ("[[tool.flake8-ownership.overrides]]\nfiles = ['a']\n", "has [tool.flake8-ownership] already"),
        ("tool = {ruff = {}}\n", "takes no [tool.flake8-ownership] at its end"),
        ("[tool\n", "pyproject.toml:1: "),
    ],
)
def test_what_is_there_is_not_written_over(
    here: Made, capsys: pytest.CaptureFixture[str], text: str, said: str, words: list[str]
) -> None:
    folder = here({"pyproject.toml": text})
    assert main(words) == 2
    assert said in capsys.readouterr().err
    assert (folder / "pyproject.toml").read_text(encoding="utf-8") == text


def test_line_ends_are_those_of_the_file(here: Made) -> None:
    folder = here({"pyproject.toml": "[project]\r\nname = 'x'\r\n"})
    assert main(["init"]) == 0
    data = (folder / "pyproject.toml").read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > 5


Saved = Callable[[Path], object]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, Saved], None]:
    """Has somebody save a file while the project is read."""
    usual = proposal.proposed

    def prepare(path: Path, save: Saved) -> None:
        def reading(project: Project, catalogue: Catalogue) -> Iterable[proposal.Proposed]:
            found = list(usual(project, catalogue))
            save(path)
            return found

        monkeypatch.setattr(proposal, "proposed", reading)

    return prepare


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ({"pyproject.toml": "[project]\n"}, "changed while it was being rewritten"),
        ({"app.py": ""}, "was created by something else in the meantime"),
    ],
)
def test_what_is_saved_while_the_project_is_read_is_kept(
    here: Made,
    capsys: pytest.CaptureFixture[str],
    meanwhile: Callable[[Path, Saved], None],
    before: Mapping[str, str],
    said: str,
) -> None:
    folder = here(before)
    meanwhile(folder / "pyproject.toml", lambda path: path.write_text("[project]\nname = 'x'\n"))
    assert main(["init"]) == 2
    assert capsys.readouterr().err == f"{folder / 'pyproject.toml'}: {said}, and was left alone\n"
    assert (folder / "pyproject.toml").read_text(encoding="utf-8") == "[project]\nname = 'x'\n"
    assert sorted(path.name for path in folder.iterdir()) == sorted({*before, "pyproject.toml"})


def test_a_file_that_is_read_only_is_left_alone(here: Made, capsys: pytest.CaptureFixture[str]) -> None:
    folder = here({"pyproject.toml": "[project]\n"})
    (folder / "pyproject.toml").chmod(0o444)
    assert main(["init"]) == 2
    assert capsys.readouterr().err == f"{folder / 'pyproject.toml'}: is read-only, and was left alone\n"
    assert (folder / "pyproject.toml").read_text(encoding="utf-8") == "[project]\n"


def test_another_name_of_the_file_is_not_left_behind(here: Made) -> None:
    folder = here({"pyproject.toml": "[project]\n"})
    os.link(folder / "pyproject.toml", folder / "other.toml")
    assert main(["init"]) == 0
    assert (folder / "pyproject.toml").samefile(folder / "other.toml")
    assert "kind" in table(folder)


def test_a_link_within_the_project_is_followed(here: Made) -> None:
    folder = here({"conf/mine.toml": "[project]\n", ".git/HEAD": ""})
    (folder / "pyproject.toml").symlink_to("conf/mine.toml")
    assert main(["init"]) == 0
    assert (folder / "pyproject.toml").is_symlink()
    assert "kind" in table(folder)


def test_a_link_out_of_the_project_is_not_followed(here: Made, capsys: pytest.CaptureFixture[str]) -> None:
    folder = here({"away/mine.toml": "[project]\n", "p/.git/HEAD": "", "p/app.py": ""})
    (folder / "p/pyproject.toml").symlink_to("../away/mine.toml")
    assert main(["init", "p"]) == 2
    assert "leads out of the project" in capsys.readouterr().err
    assert (folder / "away/mine.toml").read_text(encoding="utf-8") == "[project]\n"


def test_a_folder_that_is_not_there(here: Made, capsys: pytest.CaptureFixture[str]) -> None:
    here({})
    assert main(["init", "nowhere"]) == 2
    assert capsys.readouterr().err == "nowhere: no such folder\n"
