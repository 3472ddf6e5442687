"""Puts probes into the text of a module: at each call that can fail, and where failures leave a function.

A probe at a call stands around what is called, so `await client.get(url)` becomes `await probe(3, client.get)(url)`:
what is called, with what, and when, stays as it was, and lines too. Of anything else that is waited for, it stands
around the whole. The body of each function is put into a `try` whose handler tells of what leaves it, and raises it on.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flake8_ownership.proof.claims import Site
from flake8_ownership.source import Source

# No identifiers of Python, so that no module has them itself; they are looked up among the builtins.
CALL, VALUE, LEFT = "@ownership_call", "@ownership_value", "@ownership_left"

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The tree of a module with probes, the numbers of the sites in it that have one, and the row of each `def`, by the
    row at which its code begins (that of its first decorator) and its name."""

    tree: ast.Module
    found: frozenset[int]
    definitions: Mapping[tuple[int, str], int]


def rewritten(data: bytes, path: str, sites: Iterable[Site]) -> Rewritten:
    """A module with probes. Raises what parsing it raises."""
    source = Source.from_bytes(path, data)
    tree = ast.parse(data, path)
    writer = _Writer(source, sites)
    writer.visit(tree)
    return Rewritten(tree, frozenset(writer.found), writer.definitions)


class _Writer(ast.NodeTransformer):
    def __init__(self, source: Source, sites: Iterable[Site]) -> None:
        self._source = source
        self._sites = {(site.call.row, site.call.column, site.call.call): site for site in sites}
        self._rows = {row for row, _, _ in self._sites}
        self.found: set[int] = set()
        self.definitions: dict[tuple[int, str], int] = {}

    def visit(self, node: ast.AST) -> ast.AST:
        number = self._number(node) if isinstance(node, ast.expr) and node.lineno in self._rows else None
        self.generic_visit(node)
        if isinstance(node, _Function):
            begin = node.decorator_list[0].lineno if node.decorator_list else node.lineno
            self.definitions[begin, node.name] = node.lineno
            _watch(node)
        if number is not None and isinstance(node, ast.Call):
            node.func = _probe(CALL, number, node.func)
        elif number is not None and isinstance(node, ast.expr):
            return _probe(VALUE, number, node)
        return node

    def _number(self, node: ast.expr) -> int | None:
        """The number of the site that an expression is; each is found once, the outermost first, which is the call."""
        if isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del)):
            return None
        called = node.func if isinstance(node, ast.Call) else node
        start, _ = self._source.span(node)
        site = self._sites.get((start.row, start.column, " ".join(self._source.segment(called).split())))
        if site is None or site.number in self.found:
            return None
        self.found.add(site.number)
        return site.number


def _probe(name: str, number: int, node: ast.expr) -> ast.Call:
    function = ast.copy_location(ast.Name(name, ast.Load()), node)
    return ast.copy_location(ast.Call(function, [ast.copy_location(ast.Constant(number), node), node], []), node)


def _watch(function: _Function) -> None:
    body = function.body
    begin = 1 if ast.get_docstring(function, clean=False) is not None else 0
    if len(body) == begin:
        return
    # On the line of the definition, which has run in any case: to a coverage tool nothing new does.
    told = ast.Expr(ast.Call(ast.Name(LEFT, ast.Load()), [], []))
    handler = ast.ExceptHandler(ast.Name("BaseException", ast.Load()), None, [told, ast.Raise(None, None)])
    for node in ast.walk(handler):
        if isinstance(node, (ast.stmt, ast.expr, ast.ExceptHandler)):
            node.lineno = node.end_lineno = function.lineno
            node.col_offset = node.end_col_offset = function.col_offset
    watched = ast.copy_location(ast.Try(body[begin:], [handler], [], []), body[begin])
    watched.end_lineno, watched.end_col_offset = body[-1].end_lineno, body[-1].end_col_offset
    function.body = [*body[:begin], watched]
