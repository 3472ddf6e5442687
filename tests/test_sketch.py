"""A function is sketched as LibCST would read it, so that what is planned on the sketch is found in what is parsed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import libcst as cst
import pytest

from flake8_ownership.codemods.nodes import children
from flake8_ownership.codemods.sketch import Sketch
from flake8_ownership.codemods.text import Text
from flake8_ownership.source import Source

PACKAGE = Path(__file__).parents[1] / "flake8_ownership"
# What the sketch does not look into: no failure can arise in it that a fix would go around.
PLAIN = (cst.Import, cst.ImportFrom, cst.Global, cst.Nonlocal, cst.Del, cst.MatchPattern)
TEXTS = (cst.SimpleString, cst.FormattedString, cst.ConcatenatedString)
BITS = """
async def f(a, /, b=1, *c, d, e: int = 2, **g) -> None:
    x = f"{a} and {await b:{c}} {d!r}" if a and b or not c else lambda p, *, q=await a: -p
    x[1, 2:3, ...], x[(1, 2)], y.z = a < b <= c, [*a, b], {**a, "b": c}
    x += {i async for i in a if i for j in i} | {i: j for i, j in b}; del x
    async with a as b, (c): yield await (yield from d)
    async for i in a or b or c:
        break
    else:
        continue
    try:
        assert a, "b"
    except* (A, B) as e:
        raise C(*a, b=c, **d) from e
    finally:
        while True:
            if a:
                pass
            elif (b := c):
                return "d"
            else:
                return "d" "e"
    match a:
        case 1 if b:
            return 1.5
        case _:
            return 1j
    class D(a, metaclass=b):
        e: int = 3
    @g.h(a)
    def k(self, *, m): ...
"""


def functions(text: str) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    """The functions and classes at the top of a text: as they are sketched, and as LibCST reads them."""
    source = Source("app.py", text)
    sketch = Sketch(Text(source))
    for twin, node in zip(source.tree.body, cst.parse_module(text).body, strict=True):
        if isinstance(twin, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            sketch.add(twin)
            yield sketch.written[twin], node


def differences(sketched: cst.CSTNode, read: cst.CSTNode) -> Iterator[str]:
    """Where a sketch has another node, or another operator, than LibCST."""
    if isinstance(read, PLAIN) or (isinstance(sketched, TEXTS) and isinstance(read, cst.ConcatenatedString)):
        return
    below, expected = children(sketched), children(read)
    operators = (type(getattr(sketched, "operator", None)), type(getattr(read, "operator", None)))
    same = isinstance(read, cst.AugAssign) or operators[0] is operators[1]
    if type(sketched) is not type(read) or len(below) != len(expected) or not same:
        yield f"{sketched.__class__.__name__} for {cst.Module([]).code_for_node(read)!r}"
        return
    for one, other in zip(below, expected, strict=True):
        yield from differences(one, other)


@pytest.mark.parametrize("path", [None, *PACKAGE.rglob("*.py")], ids=lambda path: path.stem if path else "bits")
def test_a_sketch_has_the_nodes_that_libcst_reads(path: Path | None) -> None:
    text = path.read_text(encoding="utf-8") if path is not None else BITS
    assert [difference for pair in functions(text) for difference in differences(*pair)] == []
