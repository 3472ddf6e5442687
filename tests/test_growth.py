"""A check or a fix costs as many steps for each character of a file, however long it is, and whatever shape it has."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from flake8_ownership.check import CRASH, Checker
from flake8_ownership.codemods.engine import fix
from flake8_ownership.rules import Finding
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source
from tests.growth_shapes import KNOTS, LADDERS, MENDED, SHAPES

# How much more a character may cost in the second half of a file that is twice as long as another: a logarithm is left
# room for, a square would need 2.
_MOST_GROWTH = 1.3
_MOST_STEPS = 20_000_000


class TooManyError(BaseException):
    """More steps than any of these programs can be worth; not an Exception, which a check would make a finding of."""


def steps(text: str, folder: Path, *, sync: bool = False, mend: bool = False) -> int:
    """The lines that are run, the rounds of loops and the calls that are made for a check, or a fix, of a text."""
    source = Source(str(folder / "app.py"), text)
    # What is asked of the whole project is found in its files.
    (folder / "app.py").write_text(text, encoding="utf-8")
    checker, settings = Checker(), Settings(root=folder, kind="application", enable=("OWN",), sync=sync)
    left: list[Finding] = []

    def judge() -> None:
        if mend:
            left.extend(fix(source, checker, settings, unsafe=True).left)
        else:
            left.extend(checker.check(source, settings).findings)

    count = counted(judge)
    assert [finding.message for finding in left if finding.code == CRASH] == []
    return count


def counted(work: Callable[[], None]) -> int:
    """The steps of some work."""
    count = 0

    def trace(_frame: FrameType, _event: str, _argument: Any) -> Any:
        nonlocal count
        count += 1
        if count > _MOST_STEPS:
            raise TooManyError
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty project, for which all is loaded that is loaded once."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "pyproject.toml").touch()
    for shape in SHAPES.values():
        Checker().check(
            Source(str(folder / "app.py"), shape(2)), Settings(root=folder, kind="application", enable=("OWN",))
        )
    return folder


def test_a_round_of_a_loop_is_a_step(folder: Path) -> None:
    """Also one within a line, or the measure would not see it."""
    few, many = (steps(SHAPES["statements"](size), folder) for size in (10, 20))
    assert many - few > 10 * 100


@pytest.mark.parametrize("name", SHAPES)
def test_a_character_costs_no_more_in_a_longer_file(name: str, folder: Path) -> None:
    # The text of a knot grows with the square of its size, so these are no shorter; the largest hold circles of more
    # than 4,000 questions.
    sizes = (16, 32, 64) if name in KNOTS else (40, 80, 160)
    texts = [SHAPES[name](size) for size in sizes]
    counts = [steps(text, folder, sync=name in KNOTS | LADDERS) for text in texts]
    costs = [(counts[later] - counts[later - 1]) / (len(texts[later]) - len(texts[later - 1])) for later in (1, 2)]
    # Where a limit is reached on the way, a longer file may cost less than a shorter one.
    first = max(costs[0], counts[0] / len(texts[0]))
    assert costs[1] <= _MOST_GROWTH * first, f"{dict(zip(sizes, counts, strict=True))} steps"


@pytest.mark.parametrize("name", sorted(MENDED))
def test_a_character_costs_no_more_to_mend_in_a_longer_file(name: str, folder: Path) -> None:
    texts = [SHAPES[name](size) for size in (40, 80, 160)]
    steps(texts[0], folder, mend=True)  # what is kept of other files by then
    counts = [steps(text, folder, mend=True) for text in texts]
    costs = [(counts[later] - counts[later - 1]) / (len(texts[later]) - len(texts[later - 1])) for later in (1, 2)]
    assert costs[1] <= _MOST_GROWTH * max(costs[0], counts[0] / len(texts[0])), counts


HANDED = "async def f{0}():\n    pass\n\n\nr{0} = c.get()\nasyncio.create_task(f{0}(), name=r{0})\nasyncio.run(f{0})\n"


def test_what_is_handed_on_is_found_without_a_look_at_every_call(folder: Path) -> None:
    """Where each step is small, the shapes above are too short to show it."""

    def asked(size: int) -> int:
        source = Source(str(folder / "app.py"), "import asyncio\n" + "".join(map(HANDED.format, range(size))))
        module, _ = Checker().module(source, Settings(root=folder, kind="application"))

        def ask() -> None:
            for number in range(size):
                assert len(list(module.handing(f"f{number}"))) == 1
                assert len(list(module.calls_around(f"r{number}"))) == 3

        ask()
        return counted(ask)

    few, many = asked(100), asked(400)
    assert many <= 4 * _MOST_GROWTH * few


def test_the_sets_are_shapes() -> None:
    assert SHAPES.keys() >= LADDERS | KNOTS | MENDED
