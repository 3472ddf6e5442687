"""Writes a plan into the tree: guards around statements, logs and counts before and after them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

from flake8_ownership.codemods.dialects import Call, Context, Counts, Logs
from flake8_ownership.codemods.plan import Body, Guard, Plan
from flake8_ownership.codemods.wording import Wording


@dataclass(frozen=True, slots=True)
class Voice:
    """How one function's operation is told: the dialects, the words and the identifiers."""

    logs: Logs
    counts: Counts | None
    words: Wording
    operation: str
    entry_level: str
    entry_context: tuple[Context, ...]
    failure_context: tuple[Context, ...]
    result: str


@dataclass(slots=True)
class _Work:
    """What happens in one block: `before` maps an index to the statements that go before it."""

    voice: Voice
    guards: dict[int, Guard] = field(default_factory=dict)
    before: dict[int, list[Call]] = field(default_factory=lambda: defaultdict(list))


class Inserter(cst.CSTTransformer):
    """Applies the plans of a module in one pass. `width` is the line length, `indent` one level of indentation."""

    def __init__(self, module: cst.Module, width: int) -> None:
        super().__init__()
        self._config = module.config_for_parsing
        self._indent = module.default_indent
        self._width = width
        self._work: dict[cst.CSTNode, _Work] = {}
        self._returns: dict[cst.CSTNode, str] = {}
        self._hoisted: dict[cst.CSTNode, str] = {}
        self._values: dict[cst.CSTNode, cst.BaseExpression] = {}
        self._counted: dict[cst.CSTNode, Voice] = {}
        self._depth = 0

    def add(self, plan: Plan, voice: Voice) -> None:
        """Queues one function's plan."""
        for guard in plan.guards:
            self._at(guard.block, voice).guards[guard.start] = guard
            self._returns.update(dict.fromkeys(guard.returns, voice.result))
            if guard.hoisted is not None:
                self._hoisted[guard.hoisted] = voice.result
        if voice.entry_level != "off":
            block, index = plan.entry
            call = voice.logs.entry(voice.words.starting, voice.entry_level, voice.entry_context)
            self._at(block, voice).before[index].append(call)
        if voice.counts is not None:
            self._counted.update(dict.fromkeys(plan.counted, voice))
            if plan.closing is not None:
                block, index = plan.closing
                self._at(block, voice).before[index].append(self._success(voice))

    def _at(self, block: Body, voice: Voice) -> _Work:
        return self._work.setdefault(block, _Work(voice))

    # -- the walk

    def visit_IndentedBlock(self, node: cst.IndentedBlock) -> None:
        self._depth += 1

    def leave_IndentedBlock(self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock) -> cst.BaseSuite:
        self._depth -= 1
        body = self._rewritten(original_node, list(updated_node.body))
        return updated_node if body is None else updated_node.with_changes(body=body)

    def leave_SimpleStatementSuite(
        self, original_node: cst.SimpleStatementSuite, updated_node: cst.SimpleStatementSuite
    ) -> cst.BaseSuite:
        if original_node not in self._work and not any(node in self._counted for node in original_node.body):
            return updated_node
        lines: list[cst.BaseStatement] = [
            cst.SimpleStatementLine([small.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)])
            for small in updated_node.body
        ]
        body = self._rewritten(original_node, lines)
        return cst.IndentedBlock(lines if body is None else body, header=updated_node.trailing_whitespace)

    def leave_Return(self, original_node: cst.Return, updated_node: cst.Return) -> cst.BaseSmallStatement:
        name = self._returns.get(original_node)
        if name is None:
            return updated_node
        value = updated_node.value if updated_node.value is not None else cst.Name("None")
        return cst.Assign([cst.AssignTarget(cst.Name(name))], value, semicolon=updated_node.semicolon)

    def on_leave(self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT) -> object:  # type: ignore[override]
        left = super().on_leave(original_node, updated_node)
        name = self._hoisted.get(original_node)
        if name is None or not isinstance(left, cst.BaseExpression):
            return left
        self._values[original_node] = left
        return cst.Name(name)

    # -- one block

    def _rewritten(self, original: Body, updated: list[cst.BaseStatement]) -> list[cst.BaseStatement] | None:
        work = self._work.get(original)
        counted = {
            index: exits
            for index, statement in enumerate(original.body)
            if (exits := [node for node in _smalls(statement) if node in self._counted])
        }
        if work is None and not counted:
            return None
        work = work or _Work(next(iter(self._counted[exits[0]] for exits in counted.values())))
        body: list[cst.BaseStatement] = []
        index = 0
        while index < len(updated):
            inserted = [self._statement(call) for call in work.before.get(index, ())]
            guard = work.guards.get(index)
            if guard is not None:
                wrapped = self._guarded(guard, updated[index : guard.end], work.voice)
                _add(body, inserted, wrapped)
                index = guard.end
            elif index in counted:
                _add(body, inserted, self._counted_exit(original.body[index], updated[index], work.voice))
                index += 1
            else:
                _add(body, inserted, [updated[index]])
                index += 1
        body += [self._statement(call) for call in work.before.get(len(updated), ())]
        return body

    def _guarded(self, guard: Guard, statements: Sequence[cst.BaseStatement], voice: Voice) -> list[cst.BaseStatement]:
        blank, first = _without_blank_lines(statements[0])
        inside = [first, *statements[1:]]
        after: list[cst.BaseStatement] = []
        if guard.hoisted is not None:
            after = [_with_leading(statements[0], ())]
            inside = [
                cst.SimpleStatementLine(
                    [cst.Assign([cst.AssignTarget(cst.Name(voice.result))], self._values[guard.hoisted])],
                    leading_lines=_leading(first),
                )
            ]
        failed = [self._statement(voice.logs.failure(voice.words.failed, voice.failure_context), 1)]
        if voice.counts is not None:
            call = voice.counts.failure(voice.words.failure_metric, voice.operation)
            failed.append(self._statement(call, 1))
        failed.append(cst.SimpleStatementLine([cst.Raise()]))
        handler = cst.ExceptHandler(cst.IndentedBlock(failed), cst.Name("Exception"))
        if guard.extends:
            extended = statements[0]
            assert isinstance(extended, cst.Try)
            extended = extended.with_changes(handlers=[*extended.handlers, handler])
            if guard.returns:
                extended = extended.with_changes(orelse=cst.Else(cst.IndentedBlock(self._returned(guard, voice, 1))))
            return [extended]
        guarded = [cst.Try(cst.IndentedBlock(inside), [handler], leading_lines=blank)]
        return [*guarded, *self._returned(guard, voice), *after]

    def _returned(self, guard: Guard, voice: Voice, deeper: int = 0) -> list[cst.BaseStatement]:
        """What stands for the returns that the guard's statements had: a success counted, and the result handed out."""
        if not guard.returns:
            return []
        count = self._statement(self._success(voice), deeper)
        return [count, cst.SimpleStatementLine([cst.Return(cst.Name(voice.result))])]

    def _counted_exit(self, original: cst.CSTNode, updated: cst.BaseStatement, voice: Voice) -> list[cst.BaseStatement]:
        """A statement that leaves, with the success counted before, but after its value is worked out."""
        assert isinstance(updated, cst.SimpleStatementLine)
        *before, last = updated.body
        count = self._statement(self._success(voice))
        blank = updated.leading_lines
        lines: list[cst.BaseStatement] = []
        if before:
            before[-1] = before[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
            lines.append(cst.SimpleStatementLine(before, leading_lines=blank))
            blank = ()
        if isinstance(last, cst.Return) and last.value is not None and not _is_plain(last.value):
            lines.append(
                cst.SimpleStatementLine(
                    [cst.Assign([cst.AssignTarget(cst.Name(voice.result))], last.value)], leading_lines=blank
                )
            )
            last, blank = cst.Return(cst.Name(voice.result)), ()
        lines.append(_with_leading(count, blank))
        lines.append(updated.with_changes(body=[last], leading_lines=()))
        return lines

    def _success(self, voice: Voice) -> Call:
        assert voice.counts is not None
        return voice.counts.success(voice.words.success_metric, voice.operation)

    def _statement(self, call: Call, deeper: int = 0) -> cst.SimpleStatementLine:
        """A call as a statement, laid out for the block that is being written or one `deeper` in it."""
        room = self._width - (self._depth + 1 + deeper) * len(self._indent.expandtabs(8))
        statement = cst.parse_statement(call.laid_out(room, self._indent), self._config)
        assert isinstance(statement, cst.SimpleStatementLine)
        return statement


def _smalls(statement: cst.CSTNode) -> Sequence[cst.CSTNode]:
    return statement.body if isinstance(statement, cst.SimpleStatementLine) else (statement,)


def _add(
    body: list[cst.BaseStatement], inserted: Sequence[cst.BaseStatement], statements: Sequence[cst.BaseStatement]
) -> None:
    """Appends, with the blank lines that stood before the statements moved before what is inserted."""
    if not inserted:
        body += statements
        return
    blank, first = _without_blank_lines(statements[0])
    body.append(_with_leading(inserted[0], blank))
    body += [*inserted[1:], first, *statements[1:]]


def _leading(statement: cst.BaseStatement) -> Sequence[cst.EmptyLine]:
    return getattr(statement, "leading_lines", ())


def _with_leading(statement: cst.BaseStatement, lines: Sequence[cst.EmptyLine]) -> cst.BaseStatement:
    return statement.with_changes(leading_lines=lines)


def _without_blank_lines(statement: cst.BaseStatement) -> tuple[Sequence[cst.EmptyLine], cst.BaseStatement]:
    """The blank lines before a statement, and the statement with the comments that follow them."""
    lines = list(_leading(statement))
    count = next((index for index, line in enumerate(lines) if line.comment is not None), len(lines))
    return lines[:count], _with_leading(statement, lines[count:])


def _is_plain(value: cst.BaseExpression) -> bool:
    return isinstance(value, (cst.Name, cst.Integer, cst.Float, cst.SimpleString))
