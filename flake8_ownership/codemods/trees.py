"""One module in both trees: `ast` for what names mean, LibCST for what is written, and the way between them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cached_property

import libcst as cst

from flake8_ownership.errors import SourceError
from flake8_ownership.index.module import Function, Module
from flake8_ownership.rules import Finding
from flake8_ownership.sites.islands import pair
from flake8_ownership.source import Position

_NO_CODE = re.compile(r"\s*(#.*)?\s*")
Block = cst.IndentedBlock | cst.SimpleStatementSuite
Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement | cst.BaseSmallStatement


class Trees:
    """The two trees of a module. `rest` are the comments and blank lines at its end, which LibCST would not
    always keep.

    Raises SourceError where LibCST cannot parse it, or would not write it as it is.
    """

    def __init__(self, module: Module) -> None:
        self.module = module
        self.rest = _without_code(module.source.text)
        text = module.source.text.removesuffix(self.rest)
        try:
            self.cst = cst.parse_module(text)
        except cst.ParserSyntaxError as error:
            raise SourceError(str(module.path), f"LibCST cannot parse it: {error.message}", error.raw_line) from error
        self._texts = {part: self.cst.code_for_node(part) for part in _parts(self.cst)}
        if self.code(self.cst) + self.rest != module.source.text:
            raise SourceError(str(module.path), "LibCST would not write it as it is")
        self._cst_of, self._ast_of = pair(module, module.source.tree, self.cst)
        # LibCST works children out anew each time that it is asked, and for a whole tree that is slow.
        self._children: dict[cst.CSTNode, Sequence[cst.CSTNode]] = {}
        self._parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self._link(self.cst)
        self._handlers: dict[cst.FunctionDef, dict[int, tuple[cst.Try | cst.TryStar, int]]] = {}
        self._functions = {function.node: function for function in module.every_function()}

    def _link(self, node: cst.CSTNode) -> None:
        waiting = [node]
        while waiting:
            parent = waiting.pop()
            self._children[parent] = children = parent.children
            self._parents.update(dict.fromkeys(children, parent))
            waiting += children

    def children(self, node: cst.CSTNode) -> Sequence[cst.CSTNode]:
        return self._children[node]

    def code(self, module: cst.Module) -> str:
        """The text of a changed module, its `rest` aside. What has not changed is not written anew, which is slow."""
        texts = [self._texts.get(part) or module.code_for_node(part) for part in _parts(module)]
        text = "".join(texts)
        return text if module.has_trailing_newline else text.removesuffix("\n").removesuffix("\r")

    def added(self, module: cst.Module) -> str:
        """The statements at the top of a changed module that it did not have before, as they are now."""
        return "".join(module.code_for_node(statement) for statement in module.body if statement not in self._texts)

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        return self._parents.get(node)

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """From a node's parent outwards."""
        while node in self._parents:
            node = self._parents[node]
            yield node

    def twin(self, node: cst.CSTNode) -> ast.AST | None:
        """The `ast` node of a landmark."""
        return self._ast_of.get(node)

    def written(self, node: ast.AST) -> cst.CSTNode | None:
        """The LibCST node of a landmark."""
        return self._cst_of.get(node)

    def expression(self, finding: Finding) -> ast.expr | None:
        """The expression that a finding underlines, by its place in the text."""
        return next((node for node in self._by_place.get(finding.start, ()) if self._ends(node, finding.end)), None)

    def _ends(self, node: ast.expr, end: Position) -> bool:
        return self.module.source.span(node)[1] == end

    @cached_property
    def _by_place(self) -> dict[Position, list[ast.expr]]:
        """Every expression by where it starts, the outer ones first."""
        source = self.module.source
        found: dict[Position, list[ast.expr]] = {}
        for node in ast.walk(source.tree):
            if isinstance(node, ast.expr):
                found.setdefault(source.position(node.lineno, node.col_offset), []).append(node)
        return found

    def landmark(self, start: Position) -> cst.CSTNode | None:
        """The LibCST node of a landmark that starts at a place of the text."""
        return self._landmarks.get(start)

    @cached_property
    def _landmarks(self) -> dict[Position, cst.CSTNode]:
        """Every landmark by where it starts, the outer ones first."""
        found: dict[Position, cst.CSTNode] = {}
        for node, twin in self._ast_of.items():
            place = twin.target if isinstance(twin, ast.comprehension) else twin
            if isinstance(place, (ast.expr, ast.stmt)):
                found.setdefault(self.module.source.position(place.lineno, place.col_offset), node)
        return found

    @cached_property
    def _consumers(self) -> dict[ast.expr, ast.AST]:
        """The `await`, `with` or `for` that consumes an expression."""
        found: dict[ast.expr, ast.AST] = {}
        for node in ast.walk(self.module.source.tree):
            match node:
                case (
                    ast.Await(value=expr) | ast.For(iter=expr) | ast.AsyncFor(iter=expr) | ast.comprehension(iter=expr)
                ):
                    found[expr] = node
                case ast.With(items=items) | ast.AsyncWith(items=items):
                    found.update((item.context_expr, node) for item in items)
        return found

    def statement(self, expr: ast.expr) -> cst.CSTNode | None:
        """The LibCST node of an expression, or of the landmark that consumes it: a place inside the right statement."""
        return self._cst_of.get(expr) or self._cst_of.get(self._consumers.get(expr, expr))

    def function_around(self, node: cst.CSTNode) -> tuple[cst.FunctionDef, Function] | None:
        """The innermost function that a node lies in, in both trees."""
        for outer in self.ancestors(node):
            if isinstance(outer, cst.FunctionDef):
                twin = self._ast_of.get(outer)
                function = (
                    self._functions.get(twin) if isinstance(twin, (ast.FunctionDef, ast.AsyncFunctionDef)) else None
                )
                return (outer, function) if function is not None else None
        return None

    def place(self, node: cst.CSTNode) -> tuple[Block, int] | None:
        """The block and index of the innermost statement that a node lies in."""
        inner = node
        for outer in self.ancestors(node):
            if isinstance(outer, (cst.IndentedBlock, cst.SimpleStatementSuite)):
                return outer, next(index for index, found in enumerate(outer.body) if found is inner)
            inner = outer
        return None

    def top(self, node: cst.CSTNode) -> int:
        """The index of the statement at the top of the module that a node lies in."""
        outermost = [node, *self.ancestors(node)][-2]
        return next(index for index, statement in enumerate(self.cst.body) if statement is outermost)

    def handler_at(self, function: cst.FunctionDef, row: int | None) -> tuple[cst.Try | cst.TryStar, int] | None:
        """The `try` of a function with a handler that starts at a row, and the index of that handler."""
        if function not in self._handlers:
            self._handlers[function] = {
                twin.lineno: (node, index)
                for node in self.below(function)
                if isinstance(node, (cst.Try, cst.TryStar))
                for index, handler in enumerate(node.handlers)
                if isinstance(twin := self._ast_of.get(handler), ast.ExceptHandler)
            }
        return self._handlers[function].get(row) if row is not None else None

    def below(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """A node and what runs with it, in the order of the text: not the bodies of functions and classes in it."""
        waiting = [node]
        while waiting:
            found = waiting.pop()
            yield found
            waiting += [
                child
                for child in reversed(self._children[found])
                if not isinstance(child, (cst.FunctionDef, cst.ClassDef, cst.Lambda))
            ]

    def lines(self, node: cst.CSTNode) -> int:
        """How many rows the text of a statement takes."""
        return len(self.cst.code_for_node(node).strip("\n").splitlines())


def _parts(module: cst.Module) -> Sequence[cst.CSTNode]:
    return (*module.header, *module.body, *module.footer)


def _without_code(text: str) -> str:
    """The comments and blank lines at the end of a text, after the line with its last code."""
    end = len(text)
    while (start := text.rfind("\n", 0, end - 1) + 1) and _NO_CODE.fullmatch(text[start:end]):
        end = start
    return text[end:]
