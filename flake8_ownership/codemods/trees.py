"""A module's functions in both trees: `ast` for what names mean, LibCST's nodes for what is written."""

from __future__ import annotations

import ast
import tokenize
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

import libcst as cst

from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.landmarks import Landmarks
from flake8_ownership.codemods.sketch import Sketch
from flake8_ownership.codemods.text import Text, fed
from flake8_ownership.index.module import Function, Module, Scope
from flake8_ownership.rules import Finding
from flake8_ownership.sites.handlers import is_too_deep
from flake8_ownership.source import Position

Block = cst.IndentedBlock | cst.SimpleStatementSuite
# What does not run with the code around it.
_APART = frozenset({cst.FunctionDef, cst.ClassDef, cst.Lambda})
_TRIES = frozenset({cst.Try, cst.TryStar})


class Trees:
    """The two trees of a module. A function is sketched in LibCST's nodes, with all that is inside it, when it is first
    asked for: one that stands in no other function. `cst` is an empty module that is laid out as the file is."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.text = Text(module.source)
        self.cst = cst.Module(
            [], default_indent=_first_indent(module.source.lines), default_newline=module.source.newline
        )
        self.config = self.cst.config_for_parsing
        self._sketch = Sketch(self.text)
        self._functions: dict[ast.AST, Function] = {}
        self._nearest: dict[tuple[type[cst.CSTNode], ...], dict[int, cst.CSTNode | None]] = {}
        self._places: dict[ast.AST, Landmarks] = {}
        self._indices: dict[int, dict[int, int]] = {}
        self._mentions: dict[int, dict[str, list[int]]] = {}
        self._handlers: dict[cst.FunctionDef, dict[int, tuple[cst.Try | cst.TryStar, int]]] = {}

    # -- from one tree to the other

    def twin(self, node: cst.CSTNode) -> ast.AST | None:
        """The `ast` node of a node; None for one that has none, such as a line or an argument."""
        return self._sketch.twins.get(id(node))

    def written(self, node: ast.AST) -> cst.CSTNode | None:
        """The LibCST node of an `ast` node."""
        return self._sketch.written.get(node)

    def place_of(self, finding: Finding) -> cst.CSTNode | None:
        """The LibCST node of the expression that a finding underlines, or of the `await`, `with` or `for` that consumes
        it: a place inside the right statement."""
        known = self._landmarks(finding.start.row)
        node = known.of(finding.start, finding.end) if known is not None else None
        return self.written(node) if node is not None else None

    def underlined(self, finding: Finding) -> ast.expr | None:
        """The expression that a finding underlines."""
        known = self._landmarks(finding.start.row)
        return known.expression(finding.start, finding.end) if known is not None else None

    def landmark(self, start: Position) -> cst.CSTNode | None:
        """The LibCST node of what starts at a place of the text: of several, the outermost."""
        known = self._landmarks(start.row)
        node = known.starting_at(start) if known is not None else None
        return self.written(node) if node is not None else None

    def _landmarks(self, row: int) -> Landmarks | None:
        """What stands where in the outermost function at a row, which is sketched; None outside of all functions."""
        root = _outermost(self.module, row)
        if root is None:
            return None
        if root.node not in self._functions:
            self._sketch.add(root.node)
            self._functions.update((function.node, function) for function in (root, *root.every_function()))
            self._places[root.node] = Landmarks(root.node, self.module.source)
        return self._places[root.node]

    def code(self, node: cst.CSTNode) -> str:
        """An expression as it is written, without parentheses around it."""
        twin = self.twin(node)
        assert isinstance(twin, ast.expr)
        start, end = self.text.span(twin)
        return self.text.all[start:end]

    # -- ways through LibCST's tree

    def children(self, node: cst.CSTNode) -> Sequence[cst.CSTNode]:
        """The nodes right below a node, in the order of the text; whitespace, parentheses and operators aside."""
        return self._sketch.children[id(node)]

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        return self._sketch.parents.get(id(node))

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """From a node's parent outwards, as far as the outermost function."""
        parents = self._sketch.parents
        while (parent := parents.get(id(node))) is not None:
            yield parent
            node = parent

    def function_around(self, node: cst.CSTNode) -> tuple[cst.FunctionDef, Function] | None:
        """The innermost function that a node lies in, in both trees."""
        outer = self.nearest(node, cst.FunctionDef)
        twin = self.twin(outer) if outer is not None else None
        function = self._functions.get(twin) if twin is not None else None
        return (cst.ensure_type(outer, cst.FunctionDef), function) if function is not None else None

    def nearest(self, node: cst.CSTNode, *kinds: type[cst.CSTNode]) -> cst.CSTNode | None:
        """The innermost node of some kinds around a node: the way outwards is gone once, however many ask."""
        known = self._nearest.setdefault(kinds, {})
        way: list[int] = []
        found: cst.CSTNode | None = None
        for outer in self.ancestors(node):
            if isinstance(outer, kinds):
                found = outer
                break
            if id(outer) in known:
                found = known[id(outer)]
                break
            way.append(id(outer))
        known.update(dict.fromkeys(way, found))
        return found

    def place(self, node: cst.CSTNode) -> tuple[Block, int] | None:
        """The block and index of the innermost statement that a node lies in."""
        inner = node
        for outer in self.ancestors(node):
            if isinstance(outer, (cst.IndentedBlock, cst.SimpleStatementSuite)):
                return outer, self.index(outer, inner)
            inner = outer
        return None

    def index(self, block: Block, statement: cst.CSTNode) -> int:
        """Which statement of a block one is."""
        if id(block) not in self._indices:
            self._indices[id(block)] = {id(one): index for index, one in enumerate(block.body)}
        return self._indices[id(block)][id(statement)]

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
            waiting += [child for child in reversed(self._sketch.children[id(found)]) if type(child) not in _APART]

    def mentions(self, block: Block) -> Mapping[str, Sequence[int]]:
        """For each name in a block, the indices of the statements that it stands in."""
        if id(block) not in self._mentions:
            found = self._mentions[id(block)] = {}
            for index, statement in enumerate(block.body):
                for node in self.below(statement):
                    if isinstance(node, cst.Name):
                        known = found.setdefault(node.value, [])
                        if not known or known[-1] != index:
                            known.append(index)
        return self._mentions[id(block)]

    # -- LibCST's own trees

    def parsed(self, twin: ast.stmt, text: str) -> cst.BaseStatement:
        """A statement as LibCST reads its text, with the comments and blank lines above it, however deep it stands.
        Raises Refused where it does not read it."""
        if is_too_deep(twin):
            raise Refused("its code is nested too deeply")
        indent = text.lstrip("\r\n")[:1].isspace()
        try:
            module = cst.parse_module(f"if 1:{self.text.newline}{text}" if indent else text, self.config)
        except cst.ParserSyntaxError as error:
            raise Refused(f"LibCST cannot parse it: {error.message}") from error
        statement: cst.CSTNode = module.body[0]
        if indent:
            statement = cst.ensure_type(statement, cst.If).body.body[0]
        assert isinstance(statement, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
        return statement

    def generated(self, statements: Sequence[cst.BaseStatement], indent: str) -> str:
        """The code of some statements, indented as a block is, with the comments and blank lines above them."""
        if not indent:
            return self.cst.with_changes(body=statements).code
        block = cst.If(cst.Name("_"), cst.IndentedBlock(statements, indent=indent))
        return self.cst.with_changes(body=[block]).code.partition(self.cst.default_newline)[2]

    # -- rows

    def statement(self, node: cst.CSTNode) -> ast.stmt:
        """The `ast` node of a statement; of a line, that of the first on it."""
        twin = self.twin(node.body[0] if isinstance(node, cst.SimpleStatementLine) else node)
        assert isinstance(twin, ast.stmt)
        return twin

    def first_row(self, node: cst.CSTNode) -> int:
        """The first row of a statement."""
        return self.text.first_row(self.statement(node))

    def last_row(self, node: cst.CSTNode) -> int:
        """The last row of a statement, with the comments that belong to it."""
        last = node.body[-1] if isinstance(node, cst.SimpleStatementLine) else node
        return self.text.rows_of(self.statement(last))[1]

    def above(self, node: cst.CSTNode) -> tuple[int, int]:
        """How many blank lines and comments stand above a statement of a block, and how many of them are blank before
        the first comment."""
        block = self.parent(node)
        if not isinstance(block, cst.IndentedBlock):
            return 0, 0
        index = self.index(block, node)
        owner = self.parent(block)
        if index:
            floor = self.last_row(block.body[index - 1])
        else:
            twin = self.twin(owner) if owner is not None else None
            floor = head_end(twin) if twin is not None else 0
        return self.text.above(self.first_row(node), floor)

    def indent(self, block: cst.IndentedBlock) -> str:
        """What a block is indented by."""
        return self.text.indent(self.first_row(block.body[0]))

    def step(self, before: str) -> str:
        """What a level below a block is indented by: as in the file, but spaces behind spaces and tabs behind tabs."""
        usual = self.cst.default_indent
        if not before or before[-1] == usual[-1]:
            return usual
        return "\t" if before[-1] == "\t" else " " * 4

    def margin(self, node: cst.CSTNode) -> str:
        """What the innermost statement that a node lies in is indented by, of those that start a row."""
        around = (node, *self.ancestors(node))
        owner = next(one for one in around if isinstance(one, (cst.SimpleStatementLine, cst.BaseCompoundStatement)))
        return self.text.indent(self.first_row(owner))

    def start(self, block: cst.IndentedBlock, index: int) -> int:
        """Where a statement starts with its comments, below the blank lines before it."""
        above, blank = self.above(block.body[index])
        return self.text.start_of(self.first_row(block.body[index]) - above + blank)

    def comments(self, block: cst.IndentedBlock, index: int) -> str:
        """The comments before a statement, below the blank lines before them."""
        return self.text.all[self.start(block, index) : self.text.start_of(self.first_row(block.body[index]))]

    def end(self, block: cst.IndentedBlock, index: int) -> int:
        """Where a statement ends with its lines."""
        return self.text.start_of(self.last_row(block.body[index]) + 1)

    def block_end(self, block: cst.BaseSuite) -> int:
        """Where a block ends with its lines."""
        last = block.body[-1]
        end = last.body[-1] if isinstance(last, cst.SimpleStatementLine) else last
        body = [self.statement(block.body[0]), self.statement(end)]
        return self.text.start_of(self.text.last_row_of(body) + 1)

    def top(self, node: cst.CSTNode) -> int:
        """The index of the statement at the top of the module that a function lies in."""
        row = self.statement(node).lineno
        return bisect_right(self.module.source.tree.body, row, key=self.text.first_row) - 1

    def lines(self, node: cst.CSTNode) -> int:
        """How many rows a statement takes, with the comments that belong to it."""
        above, blank = self.above(node)
        return self.last_row(node) - self.first_row(node) + 1 + above - blank


def head_end(node: ast.AST) -> int:
    """The last row of what stands before the blocks of a statement or handler."""
    blocks = ("body", "orelse", "handlers", "finalbody", "cases", "decorator_list")
    parts = [part for name, part in ast.iter_fields(node) if name not in blocks]
    parts = [one for part in parts for one in (part if isinstance(part, list) else [part])]
    inside = [one for part in parts if isinstance(part, ast.AST) for one in ast.walk(part)]
    return max((getattr(one, "end_lineno", 0) for one in inside), default=0)


def _outermost(scope: Scope, row: int) -> Function | None:
    """The function at a row that stands in no other one."""
    while not isinstance(scope, Function):
        at = bisect_right(scope.inner, row, key=lambda one: one.first_row)
        if not at or scope.inner[at - 1].end_row < row:
            return None
        scope = scope.inner[at - 1]
    return scope


def _first_indent(lines: Sequence[str]) -> str:
    """What a level is indented by in a file: as its first block is."""
    rows = (line.rstrip("\r\n") + "\n" for line in lines)
    try:
        for token in tokenize.generate_tokens(lambda: next(rows, "")):
            if token.type == tokenize.INDENT:
                return fed(token.string)[1] or "    "
    except (tokenize.TokenError, SyntaxError):
        pass
    return "    "
