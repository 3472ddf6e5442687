"""Which bindings of a name can hold at a place is what looking at each of them says, and takes no look at each."""

from __future__ import annotations

import ast
import bisect
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_ownership.index import flow
from flake8_ownership.index.flow import MOST_WAYS, Binding, Block, Place
from flake8_ownership.index.scopes import Body, body_of

CHECKS = {"narrowed", "excluded"}


def one_by_one(bindings: list[Binding], place: Place, block: Block | None) -> list[Binding]:
    """The definition: the last binding that is sure to have run, those after it that may have, and the next round's."""
    ordered = sorted(bindings, key=lambda binding: binding.place)
    before = [binding for binding in ordered if binding.place <= place]
    after = [binding for binding in ordered if binding.place > place and binding.kind not in CHECKS]
    sure = next((one for one in reversed(before) if within(block, one.block)), None)
    maybe = [one for one in before if sure is None or one.place > sure.place]
    found = [sure] if sure is not None else []
    found += [one for one in maybe if may_reach(one, sure, block)]
    found += [one for one in after if comes_around(one, sure, block)]
    return found or after


def around(block: Block | None) -> list[Block]:
    return list(block.outwards()) if block is not None else []


def within(block: Block | None, other: Block | None) -> bool:
    return other is None or other in around(block)


def may_reach(binding: Binding, sure: Binding | None, block: Block | None) -> bool:
    held = around(block)
    if binding.kind in CHECKS or binding.block is None:
        return False
    choices = {outer.choice for outer in held if outer.choice is not None}
    for inner in binding.block.outwards():
        if inner in held:
            break
        loop = next((outer for outer in inner.outwards() if outer.loops), None)
        if inner.exit == "function" or (inner.exit == "break" and loop in held):
            return False
        if inner.choice in choices and not comes_around(binding, sure, block):
            return False
    return True


def comes_around(binding: Binding, sure: Binding | None, block: Block | None) -> bool:
    for outer in around(block) if binding.block is not None else ():
        if outer.loops and within(binding.block, outer):
            return sure is None or sure.block is None or not within(sure.block, outer)
    return False


_SIMPLE = (
    "x = a",
    "await q(x)",
    "x = b",
    "await q(x)",
    "y = x",
    "return",
    "break",
    "continue",
    "assert isinstance(x, A)",
)
_HEADS = (
    "if c:",
    "if isinstance(x, A):",
    "while c:",
    "for x in c:",
    "with c as x:",
    "try:",
    "match x:",
    "if c: # elif",
)


def block_of(depth: int) -> st.SearchStrategy[str]:
    simple = st.sampled_from(_SIMPLE)
    if depth == 0:
        return st.lists(simple, min_size=1, max_size=3).map("\n".join)
    inner = block_of(depth - 1)
    return st.lists(simple | compound(inner), min_size=1, max_size=4).map("\n".join)


@st.composite
def compound(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    head = draw(st.sampled_from(_HEADS))
    first, second, third = (textwrap.indent(draw(inner), "    ") for _ in range(3))
    match head:
        case "try:":
            return f"try:\n{first}\nexcept E as x:\n{second}\nfinally:\n{third}"
        case "match x:":
            cases = f"case A():\n{first}\ncase B() as x:\n{second}\ncase _:\n{third}"
            return f"match x:\n{textwrap.indent(cases, '    ')}"
        case "if c: # elif":
            tests = ("isinstance(x, A)", "(x := c)", "c")
            one, two = draw(st.sampled_from(tests)), draw(st.sampled_from(tests))
            return f"if {one}:\n{first}\nelif {two}:\n{second}\nelif c:\n{third}\nelse:\n{first}"
    return f"{head}\n{first}" + (f"\nelse:\n{second}" if head.startswith("if") else "")


def valid(text: str) -> str:
    """A text as a function may have it: without the loops' words where no loop is."""
    try:
        compile(f"async def f(c):\n{textwrap.indent(text, '    ')}", "f.py", "exec")
    except SyntaxError:
        return text.replace("break", "pass").replace("continue", "pass")
    return text


def questions(body: Body) -> Iterator[tuple[Place, Block | None]]:
    for wait in body.waits:
        place = (wait.expr.lineno, wait.expr.col_offset)
        yield place, wait.block
        yield place, None
        if wait.block is not None:
            yield place, wait.block.outer


@settings(max_examples=100)
@given(text=block_of(3).map(valid))
def test_the_walk_finds_what_the_definition_says(text: str) -> None:
    body = body_of(ast.parse(text).body)
    for place, block in questions(body):
        expected = one_by_one(body.bindings.get("x", []), place, block)
        found = body.reaching("x", place, block)
        if max(len(expected), len(found)) <= MOST_WAYS:
            assert [one.place for one in found] == [one.place for one in expected], (place, text)


def found(text: str) -> list[list[int]]:
    """The rows of the bindings of `x` that can hold where it is waited for."""
    body = body_of(ast.parse(textwrap.dedent(text)).body)
    return [
        [one.row for one in body.reaching("x", (wait.expr.lineno, wait.expr.col_offset), wait.block)]
        for wait in body.waits
    ]


def test_branches_of_one_chain_exclude_each_other() -> None:
    chain = "if a:\n    x = 1\nelif b:\n    x = 2\nelif c:\n    x = 3\n    await x\nelse:\n    await x\nawait x\n"
    assert found(f"x = 0\n{chain}") == [[7], [1], [1, 3, 5, 7]]


def test_a_chain_of_branches_nests_no_deeper_than_its_conditions_say_something() -> None:
    silent = "".join(f"elif a == {number}:\n    await x\n" for number in range(500))
    telling = "".join(f"elif isinstance(x, A{number}):\n    await x\n" for number in range(500))
    for chain, most in ((silent, 3), (telling, 100)):
        body = body_of(ast.parse(f"if a:\n    pass\n{chain}").body)
        assert max(len(around(wait.block)) for wait in body.waits) <= most


def test_of_many_ways_the_nearest_are_told_and_one_that_says_so() -> None:
    text = "x = 0\n" + "if a:\n    x = 1\n" * 100 + "await x\n"
    body = body_of(ast.parse(text).body)
    (wait,) = body.waits
    sure, rest, *nearest = body.reaching("x", (wait.expr.lineno, 0), wait.block)
    assert sure.row == 1
    assert rest.why == f"x is bound in more than {MOST_WAYS} ways that may hold there"
    assert [one.row for one in nearest] == list(range(201 - 2 * MOST_WAYS + 2, 203, 2))[-MOST_WAYS:]


def test_a_name_that_is_bound_often_is_found_in_as_many_steps_as_one_that_is_bound_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each question is one search in the bindings of each block around it, however many bindings there are."""
    looked_at: Counter[int] = Counter()

    def counted(of: int) -> Callable[..., int]:
        def search(*args: Any, **kwargs: Any) -> int:
            looked_at[of] += 1
            return bisect.bisect_right(*args, **kwargs)

        return search

    for size in (100, 1_000):
        text = "".join(f"if a == {number}:\n    x = {number}\n    return\nawait x\n" for number in range(size))
        body = body_of(ast.parse(text).body)
        monkeypatch.setattr(flow, "bisect_right", counted(size))
        for wait in body.waits:
            body.reaching("x", (wait.expr.lineno, 0), wait.block)
    assert looked_at[1_000] == 10 * looked_at[100]
