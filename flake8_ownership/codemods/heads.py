"""The changes inside a simple statement and in the head of a compound one: the only code that is generated anew."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

import libcst as cst

from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.text import Change
from flake8_ownership.codemods.writer import Layout, Writer

_Part = cst.SimpleStatementLine | cst.BaseSmallStatement | cst.BaseCompoundStatement
_NO_BODY = cst.SimpleStatementSuite([cst.Pass()])


class Heads:
    """What a writer has queued for expressions and handlers; `way` are the ids of the nodes that lead to it."""

    def __init__(self, writer: Writer, way: Collection[int]) -> None:
        self._queue = writer
        self._trees = writer.trees
        self._text = writer.trees.text
        self._substitution = _Substitution(writer, way)
        self._parts: set[cst.CSTNode] = set()
        for node in (*writer.substituted, *writer.hoisted):
            around = (node, *self._trees.ancestors(node))
            self._parts.add(next(one for one in around if isinstance(one, _Part)))

    def changes(self, node: cst.CSTNode) -> Iterator[Change]:
        """The changes of a node that are none of its blocks. Raises Refused where one cannot be written."""
        if node in self._parts and isinstance(node, (cst.BaseSmallStatement, cst.BaseCompoundStatement)):
            yield self._substituted(node)
        elif node in self._queue.returns:
            yield self._assigned(node)
        elif isinstance(node, (cst.ExceptHandler, cst.ExceptStarHandler)) and node in self._queue.named:
            yield self._named(node)

    def changed(self, part: _Part) -> cst.CSTNode:
        """A statement with what is queued for its expressions; its blocks are as they were."""
        changed = part.visit(self._substitution)
        assert isinstance(changed, cst.CSTNode)
        return changed

    def hoisted(self, value: cst.BaseExpression, layout: Layout) -> str:
        """The assignment of an expression that is worked out before its statement."""
        target = cst.AssignTarget(cst.Name(self._queue.hoisted[value]))
        if isinstance(value, (cst.Await, cst.Call)) and "\n" not in self._trees.cst.code_for_node(value):
            value = value.with_changes(lpar=(), rpar=())
        return self._trees.generated([cst.SimpleStatementLine([cst.Assign([target], value)])], layout.before)

    def _substituted(self, part: cst.BaseSmallStatement | cst.BaseCompoundStatement) -> Change:
        indent = self._indent(part)
        old, new = self._code(part, indent), self._code(self.changed(part), indent)
        twin = self._trees.twin(part)
        if isinstance(part, cst.BaseSmallStatement) and isinstance(twin, ast.stmt):
            start, _ = self._text.span(twin)
        elif isinstance(twin, ast.stmt):
            start = self._text.start_of(self._text.first_row(twin))
        else:
            raise Refused("its statement was not found again in LibCST's tree")
        if not self._text.all.startswith(old, start):
            raise Refused("LibCST would not write it as it is")
        return Change(start, start + len(old), new)

    def _code(self, part: cst.CSTNode, indent: str) -> str:
        """The code of a simple statement, or of the rows of a head up to its colon."""
        newline = self._text.newline
        if isinstance(part, cst.BaseSmallStatement):
            alone = part.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
            return self._trees.generated([cst.SimpleStatementLine([alone])], indent)[len(indent) :].removesuffix(
                newline
            )
        assert isinstance(part, cst.BaseCompoundStatement)
        if isinstance(part, cst.Match):
            case = cst.MatchCase(cst.MatchAs(), _NO_BODY)
            others: dict[str, object] = {"cases": [case], "whitespace_after_colon": cst.TrailingWhitespace()}
        elif isinstance(part, (cst.If, cst.For, cst.While)):
            others = {"body": _NO_BODY, "orelse": None}
        else:
            others = {"body": _NO_BODY}
        code = self._trees.generated([part.with_changes(leading_lines=(), **others)], indent)
        end = code.rindex("case _") if isinstance(part, cst.Match) else len(code)
        return code[: code.rindex(":", 0, end) + 1]

    def _indent(self, part: cst.CSTNode) -> str:
        """What the statement is indented by that a part of it stands in."""
        for outer in (part, *self._trees.ancestors(part)):
            if isinstance(self._trees.parent(outer), cst.IndentedBlock):
                twin = self._trees.twin(outer.body[0] if isinstance(outer, cst.SimpleStatementLine) else outer)
                if isinstance(twin, ast.stmt):
                    return self._text.indent(self._text.first_row(twin))
        root = self._trees.twin(part)
        return self._text.indent(self._text.first_row(root)) if isinstance(root, ast.stmt) else ""

    def _assigned(self, node: cst.CSTNode) -> Change:
        """A return that becomes an assignment."""
        twin, name = self._trees.twin(node), self._queue.returns[node]
        assert isinstance(twin, ast.Return)
        start, end = self._text.span(twin)
        value = self._text.all[start:end].removeprefix("return").lstrip(" \t\f")
        return Change(start, end - len(value), f"{name} = " + ("" if value else "None"))

    def _named(self, handler: cst.ExceptHandler | cst.ExceptStarHandler) -> Change:
        twin = self._trees.twin(handler)
        assert isinstance(twin, ast.ExceptHandler)
        if twin.type is None:
            raise Refused("a bare except has no name for what it catches")
        _, end = self._text.span(twin.type)
        body, _ = self._text.span(twin.body[0])
        end += len(self._text.all[end : self._text.all.index(":", end, body)].rstrip())
        return Change(end, end, f" as {self._queue.named[handler]}")


class _Substitution(cst.CSTTransformer):
    """Puts in what is queued for expressions, and goes nowhere else."""

    def __init__(self, writer: Writer, way: Collection[int]) -> None:
        super().__init__()
        self._queue = writer
        self._way = way

    def on_visit(self, node: cst.CSTNode) -> bool:
        return id(node) in self._way and not isinstance(node, cst.BaseSuite)

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> cst.CSTNode:  # type: ignore[override]
        name = self._queue.hoisted.get(original_node)
        if name is not None:
            return cst.Name(name)
        change = self._queue.substituted.get(original_node)
        return change(updated_node) if change is not None else updated_node
