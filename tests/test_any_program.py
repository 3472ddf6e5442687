"""Laws that hold for any program: what says nothing about a failure changes no verdict."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flake8_ownership import rules
from flake8_ownership.accounts import Checked
from flake8_ownership.check import Checker
from flake8_ownership.index.module import Module
from flake8_ownership.settings import Settings
from flake8_ownership.sites import screen
from flake8_ownership.sites.calls import Calls
from flake8_ownership.sites.screen import Candidate
from flake8_ownership.sites.site import Identity, Site
from flake8_ownership.source import Source
from tests.program_strategies import programs
from tests.programs import text_of

pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning")
any_text = programs().map(text_of)
tried = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
NOTHING = Identity("nothing", None, "other", "name", "named", quiet=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty project."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "pyproject.toml").touch()
    return folder


def _checked(text: str, folder: Path) -> Checked:
    checked = Checker().check(Source(str(folder / "app.py"), text), Settings(enable=("OWN",), root=folder))
    assert checked.sites, f"{text}\n{checked.findings}"
    return checked


def _facts(checked: Checked) -> list[object]:
    """What is said of the sites, but for where they stand and how the reason words it."""
    return [_fact(site, codes) for site, codes in checked.sites]


def _fact(site: Site, codes: tuple[str, ...]) -> object:
    flags = (site.logged, site.counted, site.traceback, site.context, site.ruling.reraised)
    return site.identity.api, site.function, site.call, site.verdict, site.ruling.guard, flags, codes


def _rows(checked: Checked) -> list[tuple[int, int | None]]:
    return [(site.start.row, site.ruling.guard_row) for site, _ in checked.sites]


def _moved(rows: list[tuple[int, int | None]], at: int, by: int) -> list[tuple[int, int | None]]:
    """Rows after `by` lines were put before the row `at`."""

    def move(row: int) -> int:
        return row + by if row >= at else row

    return [(move(site), None if guard is None else move(guard)) for site, guard in rows]


@tried
@given(text=any_text, data=st.data())
def test_an_inserted_comment_changes_nothing_but_rows(folder: Path, text: str, data: st.DataObject) -> None:
    lines = text.splitlines()
    at = data.draw(st.integers(1, len(lines)), label="row")
    comment = " " * data.draw(st.integers(0, 12), label="indent") + "# except Exception: raise"
    before = _checked(text, folder)
    after = _checked("\n".join([*lines[: at - 1], comment, *lines[at - 1 :]]) + "\n", folder)
    assert _facts(after) == _facts(before)
    assert _rows(after) == _moved(_rows(before), at, 1)


@tried
@given(text=any_text, data=st.data())
def test_an_inserted_empty_function_changes_nothing_but_rows(folder: Path, text: str, data: st.DataObject) -> None:
    lines = text.splitlines()
    row, column = data.draw(st.sampled_from(list(_statements(text))), label="place")
    inserted = [" " * column + "def nothing():", " " * column + "    pass"]
    before = _checked(text, folder)
    after = _checked("\n".join([*lines[: row - 1], *inserted, *lines[row - 1 :]]) + "\n", folder)
    assert _facts(after) == _facts(before)
    assert _rows(after) == _moved(_rows(before), row, 2)


def _statements(text: str) -> Iterator[tuple[int, int]]:
    """Where the statements inside the functions of a program start."""
    for function in ast.parse(text).body:
        if isinstance(function, ast.AsyncFunctionDef | ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.stmt) and node is not function:
                    decorators = getattr(node, "decorator_list", [])
                    yield (decorators[0] if decorators else node).lineno, node.col_offset


@tried
@given(text=any_text)
def test_an_alias_of_the_import_changes_no_verdict(folder: Path, text: str) -> None:
    renamed = re.sub(r"\bhttpx\.", "h.", text).replace("import httpx\n", "import httpx as h\n")
    assert _facts(_checked(renamed, folder)) == _facts(_checked(text, folder))


@tried
@given(text=any_text)
def test_importing_the_names_themselves_changes_no_verdict(folder: Path, text: str) -> None:
    names = sorted(set(re.findall(r"\bhttpx\.(\w+)", text)))
    renamed = re.sub(r"\bhttpx\.", "", text).replace("import httpx\n", f"from httpx import {', '.join(names)}\n")
    assert _facts(_checked(renamed, folder)) == _facts(_checked(text, folder))


@tried
@given(text=any_text, order=st.permutations(rules.all_rules()))
def test_the_order_of_rules_is_irrelevant(folder: Path, text: str, order: list[rules.Rule]) -> None:
    usual = _checked(text, folder)
    with mock.patch.object(rules, "all_rules", lambda: tuple(order)):
        assert _checked(text, folder) == usual


@tried
@given(text=any_text)
def test_the_screen_loses_nothing(folder: Path, text: str) -> None:
    """With every place of every function under judgement, each an island, the sites are the same."""
    judged = screen.screened

    def unscreened(module: Module, calls: Calls, options: Settings) -> screen.Screened:
        candidates = []
        for function in module.every_function():
            awaited = {place.expr: place for place in calls.places(function)}
            assert {node.value for node in _awaits(function.node)} <= awaited.keys()
            for place in awaited.values():
                identity = calls.identify(place)
                candidates.append(Candidate(place, identity if isinstance(identity, Identity) else NOTHING))
        return judged(module, calls, options)._replace(candidates=candidates)

    usual = _checked(text, folder)
    with mock.patch.object(screen, "screened", unscreened):
        everything = _checked(text, folder)
    assert tuple(pair for pair in everything.sites if pair[0].identity is not NOTHING) == usual.sites


def _awaits(node: ast.AST) -> Iterator[ast.Await]:
    """The awaits of a function, but for those of functions inside it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Await):
            yield child
        if not isinstance(child, ast.AsyncFunctionDef | ast.FunctionDef | ast.Lambda):
            yield from _awaits(child)
