"""What is not followed to its end is said by `why`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from flake8_ownership.check import Checker, Explained
from flake8_ownership.index.values import written
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source
from tests.growth_shapes import SHAPES


def explained(folder: Path, text: str) -> Explained:
    """What is said of the call on the last line."""
    (folder / "pyproject.toml").touch()
    (one,) = Checker().explain(
        Source(str(folder / "app.py"), text), Settings(root=folder, kind="application"), text.count("\n")
    )
    return one


def test_a_way_of_many_steps_says_how_many_it_leaves_out(tmp_path: Path) -> None:
    one = explained(tmp_path, SHAPES["a name bound again"](50))
    assert one.site is not None
    steps = [step.text for step in one.site.identity.steps]
    assert steps[0] == "c: httpx.AsyncClient"
    assert steps[-1] == "and so on, 19 steps"
    assert len(steps) == 33


def test_a_class_that_is_looked_for_no_further_up_is_named(tmp_path: Path) -> None:
    one = explained(tmp_path, SHAPES["a line of classes"](50))
    assert "C50 has more than 32 bases" in one.refusal


MANY = SHAPES["a class of many"](50)


def test_a_method_of_a_class_of_many_is_found_by_its_name(tmp_path: Path) -> None:
    one = explained(tmp_path, f"{MANY}class D(C): pass\nasync def go(d: D):\n    await d.m49()\n")
    assert "app.M49.m49()" in one.refusal


def test_an_attribute_of_a_class_of_many_is_found_where_it_is_assigned(tmp_path: Path) -> None:
    last = "class Z:\n    def begin(self):\n        self . z, self.y = httpx.AsyncClient(), 1\n"
    below = 'class D(C, Z): pass\nasync def go(d: D):\n    await d.z.get("u")\n'
    one = explained(tmp_path, f"{MANY}{last}{below}")
    assert one.site is not None
    assert one.site.identity.api == "httpx.AsyncClient.get"


def test_what_a_library_may_give_a_class_of_many_comes_in_its_turn(tmp_path: Path) -> None:
    text = f'{MANY}import lib\nclass Z:\n    async def z(self): await self.c.get("u")\n'
    for bases, words in (("C, Z, lib.Base", "app.Z.z()"), ("C, lib.Base, Z", "app.Z.z()"), ("C, lib.Base", "lib")):
        one = explained(tmp_path, f"{text}class D({bases}): pass\nasync def go(d: D):\n    await d.z()\n")
        said = one.refusal if one.site is None else one.site.identity.api
        assert words in said, bases


def test_a_class_of_very_many_is_searched_as_far_as_is_worth_it(tmp_path: Path) -> None:
    mixins = "".join(f"class M{i}: pass\n" for i in range(1_100))
    whole = f"class C({', '.join(f'M{i}' for i in range(1_100))}): pass\n"
    last = "class Z:\n    async def z(self): pass\nclass D(C, Z): pass\nasync def go(d: D):\n    await d.z()\n"
    assert "D has more than" in explained(tmp_path, f"{mixins}{whole}{last}").refusal


LONG = (
    "f({})".format(", ".join(f"x{number}" for number in range(100))),
    "f(k=[{}])".format("1, " * 1_000),
    "a" + ".b()" * 100,
    "a.b" + "[0]" * 100,
    "x" + " + x" * 100,
    "{" + ", ".join(f"'k{number}': httpx.AsyncClient()" for number in range(100)) + "}",
    "[" + "1, " * 1_000 + "]",
    "not " * 100 + "x",
    "lambda: " * 100 + "x",
    "x if y else " * 100 + "z",
    " or ".join(f"x{number}" for number in range(100)),
    "await (x" + " + x" * 100 + ")",
)


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_a_long_expression_is_written_as_it_begins(text: str) -> None:
    node = ast.parse(text, mode="eval").body
    whole = " ".join(ast.unparse(node).split())
    assert written(node) == whole[:57] + "..."


def test_a_long_expression_that_is_not_written_whole_is_not_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = 0
    unparse = ast.unparse

    def counted(node: ast.AST) -> str:
        nonlocal seen
        seen += sum(1 for _ in ast.walk(node))
        return unparse(node)

    monkeypatch.setattr(ast, "unparse", counted)
    written(ast.parse(f"f({', '.join(f'x{number}' for number in range(100_000))})", mode="eval").body)
    assert seen < 1_000


@pytest.mark.parametrize("text", ["a", "self.client", "f'{x:{y}}'", "[x async for x in y if z]", "a[1:2, ...]", "*a"])
def test_a_short_expression_is_written_whole(text: str) -> None:
    node = ast.parse(f"f({text})", mode="eval").body
    assert isinstance(node, ast.Call)
    assert written(node.args[0]) == ast.unparse(node.args[0])


def test_a_path_that_grows_without_end_says_once_that_there_is_more(tmp_path: Path) -> None:
    parts = "".join(f"    it = it.part_number_{number}\n" for number in range(60))
    one = explained(
        tmp_path, f"import somelib\n\n\nasync def work():\n    it = somelib.made()\n{parts}    await it.send()\n"
    )
    assert one.site is not None
    assert one.site.identity.api.count("…") == 1
    assert one.site.identity.api.endswith(".…")
