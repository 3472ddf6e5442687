"""Where failures end, told once for each operation: the projects of `endings.md`.

A heading begins a project, its Python blocks are the files (`# file: app/db.py`, else `main.py`), a TOML block is its
configuration. `# want OWN107: some words` stands on the line of a finding whose message holds the words; a line without
it has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from flake8_ownership.check import Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.source import Source

Write = Callable[[Mapping[str, str]], Path]
MANY = 20  # files that have a function of one name
_WANT = re.compile(r"#\s*want\s+(OWN\d{3})(?::\s*(.+?))?\s*$")
_FILE = re.compile(r"#\s*file:\s*(\S+)\n")


@dataclass
class Page:
    """A project by its heading: its files by name."""

    name: str
    files: dict[str, str] = field(default_factory=dict)


def pages() -> Iterator[Page]:
    text = (Path(__file__).parent / "endings.md").read_text(encoding="utf-8")
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        page = Page(section.partition("\n")[0])
        for language, block in re.findall(r"^```(python|toml)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL):
            named = _FILE.match(block)
            page.files["pyproject.toml" if language == "toml" else named[1] if named else "main.py"] = block
        yield page


@pytest.mark.parametrize("page", list(pages()), ids=lambda page: page.name)
def test_a_failure_is_told_where_it_ends(page: Page, project: Write) -> None:
    folder = project(page.files)
    for number in range(MANY if "many files" in page.name else 0):
        (folder / f"other_{number}.py").write_text("def main(): ...\n", encoding="utf-8")
    checker, settler = Checker(), Settler()
    wanted: list[tuple[str, int, str, str]] = []
    told: list[tuple[str, int, str, str]] = []
    for name, text in page.files.items():
        path = folder / name
        if path.suffix != ".py":
            continue
        words = {}
        for row, line in enumerate(text.splitlines(), 1):
            if found := _WANT.search(line):
                words[row] = found[2] or ""
                wanted.append((name, row, found[1], words[row]))
        # Whether the answers are read is another matter.
        settings = settler.settings(path).with_options({"ignore": ["OWN501"]}, name)
        for finding in checker.check(Source(str(path), text), settings).findings:
            said = words.get(finding.start.row, "")
            told.append((name, finding.start.row, finding.code, said if said in finding.message else finding.message))
    assert sorted(told) == sorted(wanted)
