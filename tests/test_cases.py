"""Every lint case says in comments what is found, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import cases


@pytest.mark.parametrize("path", cases.single_files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_file_is_judged_as_its_comments_say(path: Path) -> None:
    assert list(cases.problems([path], cases.FOLDER)) == []


@pytest.mark.parametrize("folder", cases.projects(), ids=lambda folder: folder.name)
def test_a_project_is_judged_as_its_comments_say(folder: Path) -> None:
    assert list(cases.problems(sorted(folder.rglob("*.py")), folder)) == []


def test_every_case_expects_something() -> None:
    for path in [*cases.single_files(), *cases.projects()]:
        files = [path] if path.is_file() else list(path.rglob("*.py"))
        said = [cases.Expected.of(file.read_text(encoding="utf-8")) for file in files]
        assert any(one.codes or one.sites or one.none for one in said), f"{path} expects nothing"
