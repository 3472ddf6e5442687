"""A module's functions in both trees, and the way between: `ast` for what names mean, LibCST for what is written."""

from __future__ import annotations

import ast
import gc
import tokenize
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import libcst as cst

from flake8_ownership.codemods.nodes import children
from flake8_ownership.codemods.text import Text
from flake8_ownership.errors import SourceError
from flake8_ownership.index.module import Definition, Function, Module, Scope
from flake8_ownership.index.trees import nodes_in
from flake8_ownership.rules import Finding
from flake8_ownership.sites.islands import pair
from flake8_ownership.source import Position

Block = cst.IndentedBlock | cst.SimpleStatementSuite
# What does not run with the code around it.
_TRIES = frozenset({cst.Try, cst.TryStar})
_APART = frozenset({cst.FunctionDef, cst.ClassDef, cst.Lambda})


class Trees:
    """The two trees of a module. LibCST parses a function, with all that is inside it, when it is first asked for: one
    that stands in no other function. `cst` is an empty module that is laid out as the file is.

    What asks for a function raises SourceError where LibCST cannot parse it.
    """

    def __init__(self, module: Module) -> None:
        self.module = module
        self.text = Text(module.source)
        self.cst = cst.Module(
            [], default_indent=_first_indent(module.source.lines), default_newline=module.source.newline
        )
        self.config = self.cst.config_for_parsing
        self._parsed: dict[Definition, SourceError | None] = {}
        self._functions: dict[ast.AST, Function] = {}
        self._cst_of: dict[ast.AST, cst.CSTNode] = {}
        # By their ids, since LibCST's nodes are slow to hash; the trees stay, and so do the ids.
        self._ast_of: dict[int, ast.AST] = {}
        self._children: dict[int, Sequence[cst.CSTNode]] = {}
        self._parents: dict[int, cst.CSTNode] = {}
        self._handlers: dict[cst.FunctionDef, dict[int, tuple[cst.Try | cst.TryStar, int]]] = {}

    # -- one function

    def _nodes_at(self, row: int) -> list[ast.AST]:
        """The nodes of the statements at a row, the outer ones first, once their function is parsed; of a row outside
        of all functions, none."""
        root = _outermost(self.module, row)
        if root is None:
            return []
        if root not in self._parsed:
            try:
                self._parsed[root] = None
                self._parse(root)
            except SourceError as error:
                self._parsed[root] = error
        problem = self._parsed[root]
        if problem is not None:
            raise problem
        return list(nodes_in(root.node, {row}))

    def _parse(self, root: Function) -> None:
        first, last = self.text.rows_of(root.node)
        rows = self.module.source.lines[first - 1 : last]
        above = ["if 1:\n"] if self.text.indent(first) else []
        parsed = _parsed("".join([*above, *rows]), self.config, str(self.module.path), first - len(above))
        node: cst.CSTNode = parsed.body[0]
        if above:
            node = cst.ensure_type(cst.ensure_type(node, cst.If).body, cst.IndentedBlock).body[0]
        self._link(node)
        for twin, landmark in pair(self.module, root.node, parsed, node, first - 1 - len(above)):
            self._cst_of[twin], self._ast_of[id(landmark)] = landmark, twin
        self._functions.update((function.node, function) for function in (root, *root.every_function()))

    def _link(self, root: cst.CSTNode) -> None:
        waiting = [root]
        while waiting:
            parent = waiting.pop()
            self._children[id(parent)] = below = children(parent)
            self._parents.update(dict.fromkeys(map(id, below), parent))
            waiting += below

    # -- from one tree to the other

    def twin(self, node: cst.CSTNode) -> ast.AST | None:
        """The `ast` node of a landmark."""
        return self._ast_of.get(id(node))

    def written(self, node: ast.AST) -> cst.CSTNode | None:
        """The LibCST node of a landmark."""
        return self._cst_of.get(node)

    def place_of(self, finding: Finding) -> cst.CSTNode | None:
        """The LibCST node of the expression that a finding underlines, or of the `await`, `with` or `for` that consumes
        it: a place inside the right statement."""
        nodes, span = self._nodes_at(finding.start.row), self.module.source.span
        underlined = (finding.start, finding.end)
        expr = next((node for node in nodes if isinstance(node, ast.expr) and span(node) == underlined), None)
        if expr is None:
            return None
        return self._cst_of.get(expr) or self._cst_of.get(_consumer(expr, nodes))

    def landmark(self, start: Position) -> cst.CSTNode | None:
        """The LibCST node of a landmark that starts at a place of the text: of several, the outermost."""
        for node in self._nodes_at(start.row):
            place = node.target if isinstance(node, ast.comprehension) else node
            if not isinstance(place, (ast.expr, ast.stmt)) or node not in self._cst_of:
                continue
            if self.module.source.span(place)[0] == start:
                return self._cst_of[node]
        return None

    # -- ways through LibCST's tree

    def children(self, node: cst.CSTNode) -> Sequence[cst.CSTNode]:
        """The nodes right below a node, in the order of the text; whitespace, parentheses and operators aside."""
        return self._children[id(node)]

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        return self._parents.get(id(node))

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """From a node's parent outwards, as far as the outermost function."""
        parents = self._parents
        while (parent := parents.get(id(node))) is not None:
            yield parent
            node = parent

    def function_around(self, node: cst.CSTNode) -> tuple[cst.FunctionDef, Function] | None:
        """The innermost function that a node lies in, in both trees."""
        for outer in self.ancestors(node):
            if isinstance(outer, cst.FunctionDef):
                twin = self.twin(outer)
                function = self._functions.get(twin) if twin is not None else None
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

    def handler_at(self, function: cst.FunctionDef, row: int | None) -> tuple[cst.Try | cst.TryStar, int] | None:
        """The `try` of a function with a handler that starts at a row, and the index of that handler."""
        if function not in self._handlers:
            self._handlers[function] = {
                twin.lineno: (node, index)
                for node in self.below(function)
                if type(node) in _TRIES and isinstance(node, (cst.Try, cst.TryStar))
                for index, handler in enumerate(node.handlers)
                if isinstance(twin := self.twin(handler), ast.ExceptHandler)
            }
        return self._handlers[function].get(row) if row is not None else None

    def below(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """A node and what runs with it, in the order of the text: not the bodies of functions and classes in it."""
        waiting = [node]
        while waiting:
            found = waiting.pop()
            yield found
            waiting += [child for child in reversed(self._children[id(found)]) if type(child) not in _APART]

    def generated(self, statements: Sequence[cst.BaseStatement], indent: str) -> str:
        """The code of some statements, indented as a block is; their own blank lines and comments come with them."""
        if not indent:
            return self.cst.with_changes(body=statements).code
        block = cst.If(cst.Name("_"), cst.IndentedBlock(statements, indent=indent))
        return self.cst.with_changes(body=[block]).code.partition(self.cst.default_newline)[2]

    # -- rows

    def top(self, node: cst.CSTNode) -> int:
        """The index of the statement at the top of the module that a function lies in."""
        twin = self.twin(node)
        assert isinstance(twin, ast.stmt)
        return bisect_right(self.module.source.tree.body, twin.lineno, key=self.text.first_row) - 1

    def lines(self, node: cst.CSTNode) -> int:
        """How many rows a statement takes, with the comments that belong to it."""
        twin = self.twin(node.body[0] if isinstance(node, cst.SimpleStatementLine) else node)
        if not isinstance(twin, ast.stmt):
            return len(self.cst.code_for_node(node).strip("\n").splitlines())
        first, last = self.text.rows_of(twin)
        comments = list(getattr(node, "leading_lines", ()))
        while comments and comments[0].comment is None:
            del comments[0]
        return last - first + 1 + len(comments)


def _consumer(expr: ast.expr, nodes: Iterable[ast.AST]) -> ast.AST:
    """The `await`, `with` or `for` that consumes an expression; itself where none does."""
    for node in nodes:
        match node:
            case (
                ast.Await(value=found) | ast.For(iter=found) | ast.AsyncFor(iter=found) | ast.comprehension(iter=found)
            ):
                if found is expr:
                    return node
            case ast.With(items=items) | ast.AsyncWith(items=items):
                if any(item.context_expr is expr for item in items):
                    return node
    return expr


def _outermost(scope: Scope, row: int) -> Function | None:
    """The function at a row that stands in no other one."""
    while not isinstance(scope, Function):
        at = bisect_right(scope.inner, row, key=lambda one: one.first_row)
        if not at or scope.inner[at - 1].end_row < row:
            return None
        scope = scope.inner[at - 1]
    return scope


def _parsed(text: str, config: cst.PartialParserConfig, path: str, row: int) -> cst.Module:
    collecting = gc.isenabled()
    gc.disable()  # the parse allocates a quarter faster, and makes no circles
    try:
        return cst.parse_module(text, config)
    except cst.ParserSyntaxError as error:
        raise SourceError(path, f"LibCST cannot parse it: {error.message}", row + error.raw_line - 1) from error
    finally:
        if collecting:
            gc.enable()


def _first_indent(lines: Sequence[str]) -> str:
    """What a level is indented by in a file: as its first block is."""
    rows = (line.rstrip("\r\n") + "\n" for line in lines)
    try:
        for token in tokenize.generate_tokens(lambda: next(rows, "")):
            if token.type == tokenize.INDENT:
                return token.string
    except (tokenize.TokenError, SyntaxError):
        pass
    return "    "
