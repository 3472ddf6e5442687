"""The changes in a simple statement and in the head of a compound one: the only code that LibCST reads and writes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import libcst as cst

from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.nodes import children
from flake8_ownership.codemods.text import Change
from flake8_ownership.codemods.trees import head_end
from flake8_ownership.codemods.writer import Layout, Writer

_Change = Callable[[cst.CSTNode], cst.CSTNode]


class Heads:
    """What a writer has queued for expressions and handlers."""

    def __init__(self, writer: Writer) -> None:
        self._queue = writer
        self._trees = writer.trees
        self._text = writer.trees.text
        self._within: dict[int, list[cst.CSTNode]] = {}  # what is queued inside a part, by its id
        for node in (*writer.substituted, *writer.hoisted):
            self._within.setdefault(id(self._part(node)), []).append(node)

    def changes(self, node: cst.CSTNode) -> Iterator[Change]:
        """The changes of a node that are none of its blocks. Raises Refused where one cannot be written."""
        if id(node) in self._within:
            yield self._substituted(node)
        elif node in self._queue.returns:
            yield self._assigned(node)
        elif isinstance(node, (cst.ExceptHandler, cst.ExceptStarHandler)) and node in self._queue.named:
            yield self._named(node)

    def changed(self, statement: cst.BaseStatement, parts: Sequence[cst.CSTNode]) -> cst.BaseStatement:
        """A statement as LibCST reads it, with what is queued for the expressions of its sketched parts."""
        changes: dict[int, _Change] = {}
        way = {id(statement)}
        for part, real in zip(parts, parts_of(statement), strict=True):
            for node in self._within.get(id(part), ()):
                found = self._found(node, part, real)
                way.update(map(id, found))
                name = self._queue.hoisted.get(node)
                changes[id(found[-1])] = _put(name) if name is not None else self._queue.substituted[node]
        changed = statement.visit(_Substitution(changes, way)) if changes else statement
        assert isinstance(changed, cst.BaseStatement)
        return changed

    def _found(self, node: cst.CSTNode, part: cst.CSTNode, real: cst.CSTNode) -> list[cst.CSTNode]:
        """The way to a node from the part that it is sketched in, in the same part as LibCST reads it."""
        around = [node, *self._trees.ancestors(node)]
        way = around[: next(at for at, one in enumerate(around) if one is part) + 1][::-1]
        found = [real]
        for outer, inner in pairwise(way):
            index = next(at for at, one in enumerate(self._trees.children(outer)) if one is inner)
            below = children(found[-1])
            if index >= len(below) or type(below[index]) is not type(inner):
                raise Refused("LibCST reads its statement differently")
            found.append(below[index])
        return found

    def hoisted(self, node: cst.BaseExpression, layout: Layout) -> str:
        """The assignment of an expression that is worked out before its statement."""
        part = self._part(node)
        value = self._found(node, part, parts_of(self._read(part).statement)[0])[-1]
        assert isinstance(value, cst.BaseExpression)
        if isinstance(value, (cst.Await, cst.Call)) and "\n" not in self._trees.cst.code_for_node(value):
            value = value.with_changes(lpar=(), rpar=())
        target = cst.AssignTarget(cst.Name(self._queue.hoisted[node]))
        return self._trees.generated([cst.SimpleStatementLine([cst.Assign([target], value)])], layout.before)

    def _part(self, node: cst.CSTNode) -> cst.CSTNode:
        """The simple statement, or the compound one in whose head a node stands."""
        around = (node, *self._trees.ancestors(node))
        return next(one for one in around if isinstance(one, (cst.BaseSmallStatement, cst.BaseCompoundStatement)))

    def _substituted(self, part: cst.CSTNode) -> Change:
        read = self._read(part)
        code = self._trees.generated([self.changed(read.statement, [part])], read.indent)
        return Change(read.start, read.end, code[len(read.before) : len(code) - len(read.after)])

    def _read(self, part: cst.CSTNode) -> _Read:
        """A simple statement on a line of its own, or a head with nothing below it, as LibCST reads it."""
        text, twin = self._text, self._trees.statement(part)
        if isinstance(part, cst.BaseSmallStatement):
            indent = self._trees.margin(part)
            (start, end), before, after = text.span(twin), indent, text.newline
        else:
            row = text.first_row(twin)
            indent, start, before = text.indent(row), text.start_of(row), ""
            end, after = self._head(part, indent)
        whole = before + text.all[start:end] + after
        statement = self._trees.parsed(twin, whole)
        if self._trees.generated([statement], indent) != whole:
            raise Refused("LibCST would not reproduce it exactly")
        return _Read(statement, indent, start, end, before, after)

    def _head(self, part: cst.CSTNode, indent: str) -> tuple[int, str]:
        """Where a head ends, and something for it to hold."""
        text = self._text
        assert isinstance(part, cst.BaseCompoundStatement)
        block = part.cases[0] if isinstance(part, cst.Match) else part.body
        below = f"{indent}{self._trees.cst.default_indent}"
        if isinstance(block, cst.MatchCase):
            twin = self._trees.twin(block.pattern)
            assert isinstance(twin, ast.pattern)
            above, _ = text.above(twin.lineno, head_end(self._trees.statement(part)))
            return text.start_of(twin.lineno - above), f"{below}case _: pass{text.newline}"
        first = block.body[0]
        if isinstance(block, cst.SimpleStatementSuite):
            start, _ = text.span(self._trees.statement(first))
            return text.all.rindex(":", 0, start) + 1, f" pass{text.newline}"
        above, _ = self._trees.above(first)
        return text.start_of(self._trees.first_row(first) - above), f"{below}pass{text.newline}"

    def _assigned(self, node: cst.CSTNode) -> Change:
        """A return that becomes an assignment."""
        start, end = self._text.span(self._trees.statement(node))
        value = self._text.all[start:end].removeprefix("return").lstrip(" \t\f")
        return Change(start, end - len(value), f"{self._queue.returns[node]} = " + ("" if value else "None"))

    def _named(self, handler: cst.ExceptHandler | cst.ExceptStarHandler) -> Change:
        twin = self._trees.twin(handler)
        assert isinstance(twin, ast.ExceptHandler)
        if twin.type is None:
            raise Refused("a bare except has no name for what it catches")
        _, end = self._text.span(twin.type)
        body, _ = self._text.span(twin.body[0])
        end += len(self._text.all[end : self._text.all.index(":", end, body)].rstrip())
        return Change(end, end, f" as {self._queue.named[handler]}")


@dataclass(frozen=True, slots=True)
class _Read:
    """What stands from `start` to `end`, as LibCST reads it between the texts `before` and `after`."""

    statement: cst.BaseStatement
    indent: str
    start: int
    end: int
    before: str
    after: str


class _Substitution(cst.CSTTransformer):
    """Makes the changes of some nodes, and goes no other way."""

    def __init__(self, changes: Mapping[int, _Change], way: Collection[int]) -> None:
        super().__init__()
        self._changes = changes
        self._way = way

    def on_visit(self, node: cst.CSTNode) -> bool:
        return id(node) in self._way

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> cst.CSTNode:  # type: ignore[override]
        change = self._changes.get(id(original_node))
        return change(updated_node) if change is not None else updated_node


def _put(name: str) -> _Change:
    return lambda _: cst.Name(name)


def parts_of(statement: cst.CSTNode) -> Sequence[cst.CSTNode]:
    """The simple statements of a line; any other statement itself."""
    return statement.body if isinstance(statement, cst.SimpleStatementLine) else (statement,)
