"""A check or a fix costs as many steps for each character of a file, however long it is, and whatever shape it has."""

from __future__ import annotations

import ast
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

from flake8_ownership.check import CRASH, Checker
from flake8_ownership.codemods.engine import Fixed, fix
from flake8_ownership.index.scopes import body_of_function
from flake8_ownership.index.trees import nodes_in
from flake8_ownership.outstanding import Outstanding
from flake8_ownership.ownership.draw import Drawing
from flake8_ownership.reports import json as json_report
from flake8_ownership.rules import Finding
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source
from tests.growth_shapes import CHAINS, KNOTS, LADDERS, MENDED, SHAPES

# How much more a character may cost in the second half of a file that is twice as long as another: a logarithm is left
# room for, a square would need 2.
_MOST_GROWTH = 1.3
_MOST_STEPS = 60_000_000
# What a function must have of the steps of a fix for its own growth to be seen.
_LEAST_SHARE = 0.01


class TooManyError(BaseException):
    """More steps than any of these programs can be worth; not an Exception, which a check would make a finding of."""


def steps(text: str, folder: Path, *, sync: bool = False) -> int:
    """The lines that are run, the rounds of loops and the calls that are made for a check of a text."""
    source = Source(str(folder / "app.py"), text)
    # What is asked of the whole project is found in its files.
    (folder / "app.py").write_text(text, encoding="utf-8")
    checker, settings = Checker(), Settings(root=folder, kind="application", enable=("OWN",), sync=sync)
    left: list[Finding] = []
    count = counted(lambda: left.extend(checker.check(source, settings).findings))
    assert [finding.message for finding in left if finding.code == CRASH] == []
    return count


def steps_to_mend(text: str, folder: Path) -> Counter[CodeType]:
    """The same of a fix, for each function that takes them."""
    (folder / "app.py").write_text(text, encoding="utf-8")
    source, settings = Source(str(folder / "app.py"), text), Settings(root=folder, kind="application", enable=("OWN",))
    done: list[Fixed] = []
    counts = traced(lambda: done.append(fix(source, Checker(), settings, unsafe=True)))
    assert [finding.message for finding in done[0].left if finding.code == CRASH] == []
    assert [refused.message for refused in done[0].refused if "report it" in refused.message] == []
    return counts


def counted(work: Callable[[], None]) -> int:
    """The steps of some work."""
    return traced(work).total()


def traced(work: Callable[[], None]) -> Counter[CodeType]:
    """The steps of some work, for each function that takes them."""
    counts: Counter[CodeType] = Counter()
    count = 0

    def trace(frame: FrameType, _event: str, _argument: Any) -> Any:
        nonlocal count
        count += 1
        if count > _MOST_STEPS:
            raise TooManyError
        counts[frame.f_code] += 1
        return trace

    before, before_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(trace)
    threading.settrace(trace)  # what is too deep for the usual stack is done on another
    try:
        work()
    finally:
        sys.settrace(before)
        threading.settrace(before_threads)  # type: ignore[arg-type]
    return counts


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
    """Nor do more than a few of its steps grow faster than it, which at these sizes are too few to weigh yet."""
    texts = [SHAPES[name](size) for size in (30, 60, 120)]
    steps_to_mend(texts[0], folder)  # what is kept of other files by then
    counts = [steps_to_mend(text, folder) for text in texts]
    totals = [count.total() for count in counts]
    costs = [(totals[later] - totals[later - 1]) / (len(texts[later]) - len(texts[later - 1])) for later in (1, 2)]
    assert costs[1] <= _MOST_GROWTH * max(costs[0], totals[0] / len(texts[0])), totals
    if name in CHAINS:
        return
    few, more, most = counts
    longer = (len(texts[2]) - len(texts[1])) / (len(texts[1]) - len(texts[0]))
    assert [
        f"{code.co_filename}:{code.co_firstlineno} {code.co_name}: {few[code]}, {more[code]}, {most[code]}"
        for code in most
        if most[code] - more[code] > _MOST_GROWTH * longer * max(more[code] - few[code], few[code])
        and most[code] > _LEAST_SHARE * totals[2]
    ] == []


@pytest.mark.parametrize("name", sorted(SHAPES.keys() - KNOTS - LADDERS))
def test_a_character_costs_no_more_to_report_on_in_a_longer_file(name: str, folder: Path) -> None:
    texts = [SHAPES[name](size) for size in (24, 48, 96)]
    counts = [reported(text, folder) for text in texts]
    costs = [(counts[later] - counts[later - 1]) / (len(texts[later]) - len(texts[later - 1])) for later in (1, 2)]
    assert costs[1] <= _MOST_GROWTH * max(costs[0], counts[0] / len(texts[0])), counts


def reported(text: str, folder: Path) -> int:
    """The steps of an account of a text."""
    source, settings = Source(str(folder / "app.py"), text), Settings(root=folder, kind="application")
    (folder / "app.py").write_text(text, encoding="utf-8")

    def draw() -> None:
        drawing = Drawing(folder)
        checked = Checker(works=True).check(source, settings)
        drawing.add(checked, Outstanding(), source.lines, accepts_traceback=False)
        found = drawing.account()
        json_report.text(found)

    return counted(draw)


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


def test_each_branch_of_a_chain_is_found_by_its_rows_without_a_look_at_all_others() -> None:
    """`ast` has the branches inside one another."""

    def found(size: int) -> int:
        text = SHAPES["checks of a union of many classes"](size)
        tree, rows = ast.parse(text), range(1, text.count("\n") + 1)
        return counted(lambda: all(nodes_in(tree, rows)))

    assert found(400) <= 4 * _MOST_GROWTH * found(100)


def test_each_case_of_a_match_is_told_of_no_more_than_the_last_one_that_failed() -> None:
    def walked(size: int) -> int:
        tree = ast.parse(SHAPES["cases of a union of many classes"](size))
        function = tree.body[-1]
        assert isinstance(function, ast.AsyncFunctionDef)
        return counted(lambda: body_of_function(function))

    assert walked(400) <= 4 * _MOST_GROWTH * walked(100)


def test_the_sets_are_shapes() -> None:
    assert SHAPES.keys() >= LADDERS | KNOTS | MENDED
    assert MENDED >= CHAINS
