"""What the resolver understands, feature by feature: the pages of `mdtest/`, which are documentation and tests at once.

A heading begins a test. Its Python blocks are the files of a small project; a block's first line may name its file
(`# file: app/db.py`), else it is `main.py`. A call of `reveal_type` is followed by a comment that says what its
argument is found to be:

    reveal_type(client)  # revealed: httpx.AsyncClient
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from flake8_ownership.check import Checker
from flake8_ownership.index.display import display
from flake8_ownership.index.module import Module, Scope, last_name
from flake8_ownership.index.values import Where
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

FOLDER = Path(__file__).parent / "mdtest"
_REVEALED = re.compile(r"#\s*revealed:\s*(.+?)\s*$")
_FILE = re.compile(r"#\s*file:\s*(\S+)")


@dataclass
class Page:
    """One test of a page: its heading, and its files by name."""

    name: str
    files: dict[str, str] = field(default_factory=dict)


def pages() -> Iterator[Page]:
    for path in sorted(FOLDER.glob("*.md")):
        page = Page(path.stem)
        block: list[str] | None = None
        for line in path.read_text(encoding="utf-8").splitlines():
            if block is None and line.startswith("#"):
                yield from [page] if page.files else []
                page = Page(f"{path.stem}: {line.lstrip('# ')}")
            elif block is None and line.startswith("```python"):
                block = []
            elif block is not None and line.startswith("```"):
                named = _FILE.match(block[0]) if block else None
                page.files[named[1] if named else "main.py"] = "\n".join(block) + "\n"
                block = None
            elif block is not None:
                block.append(line)
        yield from [page] if page.files else []


def revealed(module: Module, checker: Checker, settings: Settings) -> Iterator[tuple[int, str]]:
    """What each `reveal_type` of a module is asked about, by row."""
    world = checker.module(module.source, settings)[1]
    scopes: list[Scope] = [module, *module.every_function()]
    for scope in scopes:
        for call, block in scope.body.calls:
            if last_name(call) == "reveal_type":
                where = Where(scope, (call.lineno, call.col_offset), block)
                yield call.lineno, display(world.resolver.value(call.args[0], where))


@pytest.mark.parametrize("page", list(pages()), ids=lambda page: page.name)
def test_what_is_revealed_is_what_the_page_says(page: Page, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    for name, text in page.files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    checker, settings, asked = Checker(), Settings(), 0
    for name, text in page.files.items():
        if "reveal_type" not in text:
            continue  # it may be written for a newer Python
        said = {row: found[1] for row, line in enumerate(text.splitlines(), 1) if (found := _REVEALED.search(line))}
        module, _ = checker.module(Source(str(tmp_path / name), text), settings)
        assert dict(revealed(module, checker, settings)) == said, name
        asked += len(said)
    assert asked, "a page without `reveal_type` tests nothing"
