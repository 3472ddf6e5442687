"""The page `docs/process-order.md` is what flake8 and the fix print of its own examples."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PAGE = Path(__file__).parent.parent / "docs" / "process-order.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sections() -> Iterator[tuple[str, dict[str, str]]]:
    """The sections by heading, with their blocks by language; there is at most one of each."""
    for section in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        heading, _, rest = section.partition("\n")
        yield heading, dict(_BLOCK.findall(rest))


@pytest.mark.parametrize(("heading", "blocks"), list(sections()))
def test_the_page_shows_what_is_printed(heading: str, blocks: dict[str, str], tmp_path: Path) -> None:
    first, _, code = blocks["python"].partition("\n")
    (tmp_path / first.removeprefix("# ")).write_text(code, encoding="utf-8")
    if "toml" in blocks:
        (tmp_path / "pyproject.toml").write_text(blocks["toml"], encoding="utf-8")

    def printed(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *command, "."], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return done.stdout.rstrip()

    told = printed("flake8", "--select=OWN", "--ownership-no-cache")
    assert told == blocks.get("text", "").rstrip(), heading
    diff = printed("flake8_ownership", "fix", "--unsafe-fixes", "--diff", "--no-cache")
    assert diff == blocks.get("diff", "").rstrip(), heading
