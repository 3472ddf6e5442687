"""Texts that stand for those on disk: what an editor holds unsaved, other files are judged by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from flake8_ownership.check import Checker
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

USER = """from clients import client


async def fetch():
    return await client.get("/")
"""
HTTP = "import httpx\n\nclient = httpx.AsyncClient()\n"
LOCAL = "class Local:\n    async def get(self, path):\n        return path\n\n\nclient = Local()\n"


def codes(checker: Checker, folder: Path) -> list[str]:
    source = Source(str(folder / "user.py"), USER)
    return [finding.code for finding in checker.check(source, Settings(root=folder, granularity="call")).findings]


def test_another_file_is_judged_by_the_unsaved_text(project: Callable[[Mapping[str, str]], Path]) -> None:
    folder = project({"clients.py": LOCAL, "user.py": USER})
    assert codes(Checker({folder / "clients.py": HTTP}), folder) == ["OWN101"]
    assert codes(Checker(), folder) == []


def test_a_text_that_changes_changes_the_answer_once_it_is_told(project: Callable[[Mapping[str, str]], Path]) -> None:
    folder = project({"clients.py": LOCAL, "user.py": USER})
    unsaved: dict[Path, str] = {}
    checker = Checker(unsaved)
    assert codes(checker, folder) == []
    unsaved[folder / "clients.py"] = HTTP
    checker.changed(folder / "clients.py")
    assert codes(checker, folder) == ["OWN101"]
    del unsaved[folder / "clients.py"]
    checker.changed(folder / "clients.py")
    assert codes(checker, folder) == []


def test_a_text_that_changes_on_disk_is_read_again(project: Callable[[Mapping[str, str]], Path]) -> None:
    folder = project({"clients.py": LOCAL, "user.py": USER})
    checker = Checker()
    assert codes(checker, folder) == []
    project({"clients.py": HTTP})
    checker.changed(folder / "clients.py")
    assert codes(checker, folder) == ["OWN101"]


def test_who_calls_a_function_is_asked_anew_once_a_file_is_saved(
    project: Callable[[Mapping[str, str]], Path],
) -> None:
    guarded = (
        "import logging\n\nfrom user import fetch\n\nlogger = logging.getLogger(__name__)\n\n\nasync def main():\n"
        "    try:\n        await fetch()\n    except Exception:\n        logger.exception('no answer')\n"
    )
    folder = project({"clients.py": HTTP, "user.py": USER, "main.py": guarded, "other.py": "pass\n"})
    checker = Checker()
    assert codes(checker, folder) == []
    project({"other.py": "from user import fetch\n\n\nasync def other():\n    await fetch()\n"})
    checker.changed(folder / "other.py", saved=True)
    assert codes(checker, folder) == ["OWN101"]


def test_a_file_that_comes_is_found_after_starting_anew(project: Callable[[Mapping[str, str]], Path]) -> None:
    folder = project({"user.py": USER})
    checker = Checker()
    assert codes(checker, folder) == ["OWN101"]
    project({"clients.py": LOCAL})
    checker.forget()
    assert codes(checker, folder) == []


def test_a_broken_unsaved_text_costs_nothing_but_itself(project: Callable[[Mapping[str, str]], Path]) -> None:
    folder = project({"clients.py": HTTP, "user.py": USER})
    assert codes(Checker({folder / "clients.py": "def broken(:\n"}), folder) == []
