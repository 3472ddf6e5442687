"""A function in LibCST's nodes, made from its `ast`: what stands in what, and nothing of how it is laid out.

Fixes are planned on these. LibCST itself parses only the statements that are rewritten: its parse takes ten times as
long as that of `ast`, most of it for whitespace and parentheses.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import libcst as cst

from flake8_ownership.codemods.nodes import children, fill
from flake8_ownership.codemods.sketch_fields import filling
from flake8_ownership.codemods.text import Text

_Node = TypeVar("_Node", bound=cst.CSTNode)
# A text that is not put together of several.
_ONE_TEXT = re.compile(
    r"[a-zA-Z]*(?:'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", re.DOTALL
)


class Sketch:
    """The nodes of functions and their `ast` nodes, either way, with what each stands in and what stands in it. By ids,
    since LibCST's nodes are slow to hash; the nodes stay, and so do their ids."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._empty: list[tuple[ast.AST, cst.CSTNode]] = []
        self._made: list[cst.CSTNode] = []
        self.twins: dict[int, ast.AST] = {}
        self.written: dict[ast.AST, cst.CSTNode] = {}
        self.children: dict[int, Sequence[cst.CSTNode]] = {}
        self.parents: dict[int, cst.CSTNode] = {}

    def add(self, function: ast.stmt) -> None:
        """Sketches a function with all that is inside it, however deep it is nested."""
        self._empty.clear()
        self.of(function)
        while self._empty:
            twin, made = self._empty.pop()
            if not isinstance(made, cst.ConcatenatedString):  # of which only the kind is asked
                fill(made, filling(twin)(self, twin))
            for one in (made, *self._made):
                self.children[id(one)] = below = children(one)
                self.parents.update(dict.fromkeys(map(id, below), one))
            self._made.clear()

    def of(self, twin: ast.AST | None, kind: type[cst.CSTNode] | None = None) -> Any:
        """The node of an `ast` node, which is filled when its turn comes; None for none."""
        if twin is None:
            return None
        made = object.__new__(kind or (_constant(twin) if isinstance(twin, ast.Constant) else _kind(twin)))
        self.written[twin], self.twins[id(made)] = made, twin
        self._empty.append((twin, made))
        return made

    def all(self, twins: Iterable[ast.AST]) -> list[Any]:
        return [self.of(twin) for twin in twins]

    def new(self, kind: type[_Node], **fields: Any) -> _Node:
        """A node that has none in `ast`."""
        made = object.__new__(kind)
        fill(made, fields)
        self._made.append(made)
        return made

    def block(self, statements: Sequence[ast.stmt]) -> cst.BaseSuite:
        """A block, whose simple statements share lines where they do in the text."""
        if self._text.is_inline(statements[0]):
            return self.new(cst.SimpleStatementSuite, body=self.all(statements))
        body: list[Any] = []
        before: ast.stmt | None = None
        for statement in statements:
            made = self.of(statement)
            if not isinstance(made, cst.BaseSmallStatement):
                body.append(made)
            elif before is not None and self._text.is_joined(before, statement):
                body[-1].body.append(made)
            else:
                body.append(self.new(cst.SimpleStatementLine, body=[made]))
            before = statement
        return self.new(cst.IndentedBlock, body=body)

    def last(self, kind: type[cst.Else | cst.Finally], statements: Sequence[ast.stmt]) -> Any:
        """An `else` or a `finally`, None where there is none."""
        return self.new(kind, body=self.block(statements)) if statements else None

    def is_put_together(self, value: ast.expr | None) -> bool:
        """Whether an expression is a text that is written in several parts."""
        if not isinstance(value, ast.Constant) or not isinstance(value.value, (str, bytes)):
            return False
        start, end = self._text.span(value)
        return _ONE_TEXT.fullmatch(self._text.all, start, end) is None


# -- which node it is

_KINDS: dict[type[ast.AST], type[cst.CSTNode]] = {
    ast.AnnAssign: cst.AnnAssign,
    ast.Assert: cst.Assert,
    ast.Assign: cst.Assign,
    ast.AsyncFor: cst.For,
    ast.AsyncFunctionDef: cst.FunctionDef,
    ast.AsyncWith: cst.With,
    ast.Attribute: cst.Attribute,
    ast.AugAssign: cst.AugAssign,
    ast.Await: cst.Await,
    ast.BinOp: cst.BinaryOperation,
    ast.BoolOp: cst.BooleanOperation,
    ast.Break: cst.Break,
    ast.Call: cst.Call,
    ast.ClassDef: cst.ClassDef,
    ast.Compare: cst.Comparison,
    ast.Continue: cst.Continue,
    ast.Delete: cst.Del,
    ast.Dict: cst.Dict,
    ast.DictComp: cst.DictComp,
    ast.ExceptHandler: cst.ExceptHandler,
    ast.Expr: cst.Expr,
    ast.For: cst.For,
    ast.FormattedValue: cst.FormattedStringExpression,
    ast.FunctionDef: cst.FunctionDef,
    ast.GeneratorExp: cst.GeneratorExp,
    ast.Global: cst.Global,
    ast.If: cst.If,
    ast.IfExp: cst.IfExp,
    ast.Import: cst.Import,
    ast.ImportFrom: cst.ImportFrom,
    ast.JoinedStr: cst.FormattedString,
    ast.Lambda: cst.Lambda,
    ast.List: cst.List,
    ast.ListComp: cst.ListComp,
    ast.Match: cst.Match,
    ast.MatchAs: cst.MatchAs,
    ast.Name: cst.Name,
    ast.NamedExpr: cst.NamedExpr,
    ast.Nonlocal: cst.Nonlocal,
    ast.Pass: cst.Pass,
    ast.Raise: cst.Raise,
    ast.Return: cst.Return,
    ast.Set: cst.Set,
    ast.SetComp: cst.SetComp,
    ast.Slice: cst.Slice,
    ast.Subscript: cst.Subscript,
    ast.Try: cst.Try,
    ast.TryStar: cst.TryStar,
    ast.Tuple: cst.Tuple,
    ast.UnaryOp: cst.UnaryOperation,
    ast.While: cst.While,
    ast.With: cst.With,
    ast.Yield: cst.Yield,
    ast.YieldFrom: cst.Yield,
    ast.comprehension: cst.CompFor,
    ast.match_case: cst.MatchCase,
}


if sys.version_info >= (3, 12):
    _KINDS[ast.TypeAlias] = cst.TypeAlias


def _kind(twin: ast.AST) -> type[cst.CSTNode]:
    return _KINDS.get(type(twin), cst.Tuple)


def _constant(twin: ast.Constant) -> type[cst.CSTNode]:
    match twin.value:
        case bool() | None:
            return cst.Name
        case str() | bytes():
            return cst.SimpleString
        case int():
            return cst.Integer
        case float():
            return cst.Float
        case complex():
            return cst.Imaginary
    return cst.Ellipsis
