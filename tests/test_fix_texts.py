"""A text of a fix that is longer than a line: where it is broken, and as the formatter leaves it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flake8_ownership.codemods.literals import broken
from tests.test_fix_merging import mended

LENGTH = 88
SUBMIT = (
    "import logging\n\nimport httpx\n\nlogger = logging.getLogger(__name__)\n\n\n"
    "async def submit_settlement(client: httpx.AsyncClient, settlement_id: str) -> None:\n    try:\n"
    '        await client.get("/")\n    except httpx.HTTPError as error:\n'
)
LOG = '        logger.error(f"The bank {} took no settlement, it is sent again: {{error}}")\n        raise\n'
RUFF = "[tool.ruff]\nline-length = 88\n[tool.ruff.lint]\n{}\n"
BLACK = "[tool.black]\nline-length = 88\n"


@pytest.mark.parametrize(
    ("config", "tail", "is_broken"),
    [
        (RUFF.format('select = ["E"]'), f"# {'x' * LENGTH}\n", True),
        (RUFF.format('select = ["E"]\nignore = ["E501"]'), "", False),
        (RUFF.format('extend-select = ["E501"]\nignore = ["E5"]'), "", True),
        (RUFF.format('select = ["F"]'), "", True),
        (BLACK, "", True),
        (BLACK, f"# {'x' * LENGTH}\n", False),
        ("", "", False),
    ],
    ids=["held", "ignored", "held more exactly", "kept", "kept with black", "not kept", "no length"],
)
def test_a_text_is_broken_where_the_project_wants_no_longer_lines(
    tmp_path: Path, config: str, tail: str, is_broken: bool
) -> None:
    (tmp_path / "pyproject.toml").write_text(config, encoding="utf-8")
    text = mended(tmp_path, SUBMIT + LOG.format("of it") + tail, select=("OWN403",)).text
    assert "settlement_id={settlement_id}" in text
    longest = max(len(line) for line in text.removesuffix(tail).splitlines())
    assert (longest <= LENGTH) is is_broken


@pytest.mark.parametrize(("ini", "is_broken"), [("", True), ("ignore = E203,E501\n", False)])
def test_flake8_says_how_long_a_text_may_be(tmp_path: Path, ini: str, is_broken: bool) -> None:
    (tmp_path / ".flake8").write_text(f"[flake8]\nmax-line-length = 88\n{ini}", encoding="utf-8")
    text = mended(tmp_path, SUBMIT + LOG.format("of it"), select=("OWN403",)).text
    assert (max(map(len, text.splitlines())) <= LENGTH) is is_broken


@pytest.mark.parametrize(
    ("handler", "written"),
    [
        (
            LOG.format("of it"),
            (
                '            "The bank of it took no settlement, it is sent again "\n'
                '            f"(settlement_id={settlement_id}): {error}"\n        )\n'
            ),
        ),
        (
            '        logger.error("The bank took no settlement, it is tried again in a while: %s", error)\n',
            (
                '            "The bank took no settlement, it is tried again in a while "\n'
                '            "(settlement_id=%s): %s",\n            settlement_id,\n            error,\n        )\n'
            ),
        ),
        (
            (
                '        logger.error(\n            "The bank took no settlement, and so it is "\n            '
                '"tried again in a short while with the next bank of all: %s",\n            error,\n        )\n'
            ),
            (
                '            "tried again in a short while with the next bank of all "\n'
                '            "(settlement_id=%s): %s",\n            settlement_id,\n'
            ),
        ),
        ("        return None\n", ""),
    ],
    ids=["f-string", "arguments", "of several parts", "a log that is new"],
)
def test_what_is_broken_is_what_the_formatter_leaves(tmp_path: Path, handler: str, written: str) -> None:
    (tmp_path / "pyproject.toml").write_text(RUFF.format('select = ["E"]'), encoding="utf-8")
    fixed = mended(tmp_path, SUBMIT + handler, select=("OWN403", "OWN201"))
    assert fixed.applied
    assert written in fixed.text
    assert max(map(len, fixed.text.splitlines())) <= LENGTH
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--diff", f"--line-length={LENGTH}", "-"]
    shown = subprocess.run(command, input=fixed.text, capture_output=True, text=True, check=False)
    assert shown.stdout == ""


@pytest.mark.parametrize(
    ("literal", "parts"),
    [
        ('"short"', ['"short"']),
        ("f\"at {a['x y z']} of the end {{b}}\"", ["f\"at {a['x y z']} \"", '"of the end {b}"']),
        ("'one two  three four'", ["'one two  three '", "'four'"]),
        ("'one two three four'", ["'one two three '", "'four'"]),
        ("'this_has_no_space_at_all_to_break_at'", ["'this_has_no_space_at_all_to_break_at'"]),
        ("f\"{its[' ']}_and_so_on_as_well\"", ["f\"{its[' ']}_and_so_on_as_well\""]),
        ("r'one two three four and so on'", ["r'one two three four and so on'"]),
        ('"""one two three four and so on"""', ['"""one two three four and so on"""']),
        ("other_name_that_is_long_as_well", ["other_name_that_is_long_as_well"]),
    ],
)
def test_a_literal_is_broken_at_its_spaces(literal: str, parts: list[str]) -> None:
    assert broken(literal, 20, 19) == parts


def test_what_is_told_stays_together() -> None:
    literal = "f'not an order (id={order_id}, at={at}): {error}'"
    assert broken(literal, 40, 40) == ["'not an order '", "f'(id={order_id}, at={at}): {error}'"]
    assert broken(literal, 33, 33) == ["f'not an order (id={order_id}, '", "f'at={at}): {error}'"]


def test_what_stands_behind_a_literal_may_need_room_of_its_own() -> None:
    assert broken("'one two three four five six'", 18, 18) == ["'one two three '", "'four five six'"]
    assert broken("'one two three four five six'", 18, 14) == ["'one two three '", "'four five '", "'six'"]
