"""Writes changes into the tree in one pass: statements before others, guards around them, and statements rewritten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import cycle

import libcst as cst

from flake8_ownership.codemods.attempts import GivenUp
from flake8_ownership.codemods.dialects import Call, Context
from flake8_ownership.codemods.exits import leaves
from flake8_ownership.codemods.fitting import Fitting
from flake8_ownership.codemods.plan import Body, Guard, Plan
from flake8_ownership.codemods.voice import Voice


@dataclass(frozen=True, slots=True)
class Layout:
    """How deep the block that is being written stands, and what a line of it may hold."""

    config: cst.PartialParserConfig
    indent: str
    width: int
    depth: int

    def room(self, deeper: int = 0) -> int:
        """How many columns a statement of the block has, or of one `deeper` in it."""
        return self.width - (self.depth + deeper) * len(self.indent.expandtabs(8))

    def call(self, call: Call, deeper: int = 0) -> cst.SimpleStatementLine:
        """A call as a statement of the block, or of one `deeper` in it."""
        statement = cst.parse_statement(call.laid_out(self.room(deeper), self.indent), self.config)
        assert isinstance(statement, cst.SimpleStatementLine)
        return statement

    def calls(self, calls: Sequence[Call | None], deeper: int = 0) -> list[cst.BaseStatement]:
        return [self.call(call, deeper) for call in calls if call is not None]


_MODULE = cst.Module([])
# Makes other statements of one, once what is inside it has been written.
Rewrite = Callable[[cst.BaseStatement, Layout], Sequence[cst.BaseStatement]]


@dataclass(slots=True)
class _Work:
    """What happens in one block, by index: calls that go before and after, guards, rewritten statements, and those
    whose followers go into an `else`."""

    before: dict[int, list[Call]] = field(default_factory=lambda: defaultdict(list))
    after: dict[int, list[Call]] = field(default_factory=lambda: defaultdict(list))
    nested: set[int] = field(default_factory=set)
    guards: dict[int, tuple[Guard, Voice, tuple[Context, ...]]] = field(default_factory=dict)
    rewrites: dict[int, Rewrite] = field(default_factory=dict)


class Writer(cst.CSTTransformer):
    """Applies the queued changes to a module, whose other parts it never enters: LibCST copies what is walked.

    `ancestors` are those of a node, outwards; `width` is the length of the module's lines.
    """

    def __init__(
        self, module: cst.Module, ancestors: Callable[[cst.CSTNode], Iterator[cst.CSTNode]], width: int
    ) -> None:
        super().__init__()
        self._ancestors = ancestors
        self._config = module.config_for_parsing
        self._indent = module.default_indent
        self._width = width
        self._work: dict[cst.CSTNode, _Work] = {}
        self._returns: dict[cst.CSTNode, str] = {}
        self._hoisted: dict[cst.CSTNode, str] = {}
        self._values: dict[cst.CSTNode, cst.BaseExpression] = {}
        self._counted: dict[cst.CSTNode, Voice] = {}
        self._substituted: dict[cst.CSTNode, Callable[[cst.CSTNode], cst.CSTNode]] = {}
        self._arguments: dict[cst.Call, list[cst.Arg]] = {}
        self._depth = 0

    # -- what is asked for

    def before(self, block: Body, index: int, *calls: Call | None) -> None:
        """Queues calls that go before a statement."""
        self._at(block).before[index] += [call for call in calls if call is not None]

    def after(self, block: Body, index: int, *calls: Call | None) -> None:
        """Queues calls that go directly after a statement, or after the guard that ends with it."""
        self._at(block).after[index] += [call for call in calls if call is not None]

    def rewrite(self, block: Body, index: int, rewrite: Rewrite) -> None:
        """Queues a statement to be made into others."""
        self._at(block).rewrites[index] = rewrite

    def substitute(self, node: cst.CSTNode, change: Callable[[cst.CSTNode], cst.CSTNode]) -> None:
        """Queues a node that is no statement to be changed, once what is inside it has been written."""
        self._substituted[node] = change

    def add_argument(self, call: cst.Call, argument: cst.Arg) -> None:
        """Queues a keyword argument for a call, in place of one of its name."""
        queued = self._arguments.setdefault(call, [])
        if not queued:
            self.substitute(call, lambda node: _with_arguments(cst.ensure_type(node, cst.Call), queued))
        queued.append(argument)

    def plan(
        self, plan: Plan, voice: Voice, at_entry: tuple[Context, ...], at_failure: Sequence[tuple[Context, ...]]
    ) -> None:
        """Queues one function's plan; `at_failure` are the identifiers of each guard, in their order."""
        returns = bool(plan.counted) or any(guard.returns for guard in plan.guards)
        values = cycle(voice.results[1:] if returns else voice.results)
        for guard, context in zip(plan.guards, at_failure, strict=True):
            self._at(guard.block).guards[guard.start] = (guard, voice, context)
            self._returns.update(dict.fromkeys(guard.returns, voice.result))
            if guard.hoisted is not None:
                self._hoisted[guard.hoisted] = next(values)
            for block, index in guard.nested:
                self._at(block).nested.add(index)
            self._tell(guard, voice, context)
        if plan.entry is not None:
            self.before(*plan.entry, voice.entry(at_entry))
        if voice.counts is not None:
            self._counted.update(dict.fromkeys(plan.counted, voice))
            for block, end in plan.closings:
                self.after(block, end - 1, voice.counted_success())

    def _tell(self, guard: Guard, voice: Voice, context: tuple[Context, ...]) -> None:
        """Queues the reports of the handlers that raise on."""
        if not guard.told:
            return
        noted = voice.style == "note"
        names: dict[cst.ExceptHandler, str] = {}
        for handler in guard.told:
            names[handler] = voice.error
            if handler.name is not None and isinstance(handler.name.name, cst.Name):
                names[handler] = handler.name.name.value
            elif voice.names_error or noted:
                self.name_handler(handler, voice.error)
        for handler, (block, index) in guard.raises:
            name = names[handler]
            told = (voice.note(name, context),) if noted else voice.failure(name, context)
            attempt = guard.given_up is not None and handler is guard.told[0]
            self.before(block, index, *told, None if attempt else voice.counted_failure(name))
        if guard.given_up is not None:
            self.give_up(guard.given_up, voice, names[guard.told[0]])

    def give_up(self, end: GivenUp, voice: Voice, error: str) -> None:
        """Queues the count of a failure where a loop tries no more; after it, where that needs no exception."""
        for block, index in end.before:
            self.before(block, index, voice.counted_failure(error))
        if end.after is not None and not (voice.counts is not None and voice.counts.names_error):
            block, index = end.after
            self.after(block, index, voice.counted_failure(error))

    def name_handler(self, handler: cst.ExceptHandler | cst.ExceptStarHandler, name: str) -> None:
        """Queues a name for what a handler catches."""
        self.substitute(handler, lambda node: node.with_changes(name=cst.AsName(cst.Name(name))))

    def _at(self, block: Body) -> _Work:
        return self._work.setdefault(block, _Work())

    # -- the walk

    @cached_property
    def _way(self) -> set[cst.CSTNode]:
        """The nodes that something is queued for, and all around them."""
        way: set[cst.CSTNode] = set()
        for node in (*self._work, *self._returns, *self._hoisted, *self._counted, *self._substituted):
            if node not in way:
                way.add(node)
                way.update(self._ancestors(node))
        return way

    def on_visit(self, node: cst.CSTNode) -> bool:
        return super().on_visit(node) and node in self._way

    def visit_IndentedBlock(self, node: cst.IndentedBlock) -> None:
        self._depth += 1

    def leave_IndentedBlock(self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock) -> cst.BaseSuite:
        body = self._rewritten(original_node, list(updated_node.body), self._depth)
        self._depth -= 1
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
        body = self._rewritten(original_node, lines, self._depth + 1)
        return cst.IndentedBlock(lines if body is None else body, header=updated_node.trailing_whitespace)

    def leave_Return(self, original_node: cst.Return, updated_node: cst.Return) -> cst.BaseSmallStatement:
        name = self._returns.get(original_node)
        if name is None:
            return updated_node
        value = updated_node.value if updated_node.value is not None else cst.Name("None")
        return cst.Assign([cst.AssignTarget(cst.Name(name))], value, semicolon=updated_node.semicolon)

    def on_leave(self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT) -> object:  # type: ignore[override]
        left: object = super().on_leave(original_node, updated_node)
        change = self._substituted.get(original_node)
        if change is not None and isinstance(left, cst.CSTNode):
            left = change(left)
        name = self._hoisted.get(original_node)
        if name is None or not isinstance(left, cst.BaseExpression):
            return left
        if isinstance(left, (cst.Await, cst.Call)) and "\n" not in _MODULE.code_for_node(left):
            left = left.with_changes(lpar=(), rpar=())
        self._values[original_node] = left
        return cst.Name(name)

    # -- one block

    def _rewritten(
        self, original: Body, updated: list[cst.BaseStatement], depth: int
    ) -> list[cst.BaseStatement] | None:
        work = self._work.get(original)
        counted = {
            index: exits
            for index, statement in enumerate(original.body)
            if (exits := [node for node in _smalls(statement) if node in self._counted])
        }
        if work is None and not counted:
            return None
        work = work or _Work()
        layout = Layout(self._config, self._indent, self._width, depth)
        return self._block(work, counted, updated, 0, layout)

    def _block(
        self,
        work: _Work,
        counted: Mapping[int, Sequence[cst.CSTNode]],
        updated: Sequence[cst.BaseStatement],
        index: int,
        layout: Layout,
    ) -> list[cst.BaseStatement]:
        """The statements of a block from an index on."""
        body: list[cst.BaseStatement] = []
        while index < len(updated):
            inserted = layout.calls(work.before.get(index, ()))
            end = index + 1
            if index in work.guards:
                guard, voice, context = work.guards[index]
                end = guard.end
                inside = updated[index:end]
                early = next((at for at in range(index, end) if at in work.nested), None)
                if early is not None:
                    rest = self._block(_Work(nested=work.nested), {}, updated[:end], early + 1, deeper(layout))
                    inside = [*updated[index:early], _with_else(updated[early], rest)]
                written = self._guarded(guard, inside, voice, context, layout)
            elif index in work.rewrites:
                written = list(work.rewrites[index](updated[index], layout))
            elif index in counted:
                written = _counted_exit(updated[index], self._counted[counted[index][0]], layout)
            elif inserted and _is_placeholder(updated[index]) and len(updated) == 1:
                written, inserted = _in_its_place(updated[index], inserted), []
            elif index in work.nested:
                rest = self._block(work, counted, updated, index + 1, deeper(layout))
                written, end = [_with_else(updated[index], rest)], len(updated)
            else:
                written = [updated[index]]
            _add(body, inserted, written)
            body += layout.calls(work.after.get(end - 1, ()))
            index = end
        return body

    def _guarded(
        self,
        guard: Guard,
        statements: Sequence[cst.BaseStatement],
        voice: Voice,
        context: tuple[Context, ...],
        layout: Layout,
    ) -> list[cst.BaseStatement]:
        if guard.extends:
            return _extended(guard, statements[0], voice, context, layout)
        blank, first = without_blank_lines(statements[0])
        inside = [first, *statements[1:]]
        after: list[cst.BaseStatement] = []
        if guard.hoisted is not None:
            after = [with_leading(statements[0], ())]
            inside = [
                cst.SimpleStatementLine(
                    [
                        cst.Assign(
                            [cst.AssignTarget(cst.Name(self._hoisted[guard.hoisted]))], self._values[guard.hoisted]
                        )
                    ],
                    leading_lines=leading(first),
                )
            ]
        inside = [_fitted(statement, deeper(layout)) for statement in inside]
        guarded = cst.Try(cst.IndentedBlock(inside), [_handler(voice, context, layout)], leading_lines=blank)
        return [*_with_returned(guarded, guard, voice, layout), *after]


def _handler(voice: Voice, context: tuple[Context, ...], layout: Layout) -> cst.ExceptHandler:
    """Logs or notes the failure, counts it, and lets it go on."""
    noted = voice.style == "note"
    told = (voice.note(voice.error, context),) if noted else voice.failure(voice.error, context)
    body = layout.calls([*told, voice.counted_failure(voice.error)], 1)
    name = cst.AsName(cst.Name(voice.error)) if noted or voice.names_error else None
    return cst.ExceptHandler(
        cst.IndentedBlock([*body, cst.SimpleStatementLine([cst.Raise()])]), cst.Name("Exception"), name
    )


def _extended(
    guard: Guard, statement: cst.BaseStatement, voice: Voice, context: tuple[Context, ...], layout: Layout
) -> list[cst.BaseStatement]:
    """A `try` with one more handler, where it lacks one, and what its returns became."""
    assert isinstance(statement, cst.Try)
    if guard.handles:
        statement = statement.with_changes(handlers=[*statement.handlers, _handler(voice, context, layout)])
    if guard.counts_in_else:
        return [_counted_in_else(statement, layout.calls([voice.counted_success()], 1))]
    return _with_returned(statement, guard, voice, layout)


def _counted_in_else(statement: cst.Try, count: Sequence[cst.BaseStatement]) -> cst.Try:
    """A `try` whose success is counted at the end of its `else`, unless that leaves."""
    if statement.orelse is None:
        return statement.with_changes(orelse=cst.Else(cst.IndentedBlock(count)))
    body = statement.orelse.body
    if not isinstance(body, cst.IndentedBlock) or leaves(body):
        return statement
    return statement.with_changes(
        orelse=statement.orelse.with_changes(body=body.with_changes(body=[*body.body, *count]))
    )


def _with_returned(statement: cst.Try, guard: Guard, voice: Voice, layout: Layout) -> list[cst.BaseStatement]:
    """A `try` with what stands for the returns that it had: a success counted, and the result handed out."""
    if not guard.returns:
        return [statement]
    count = layout.calls([voice.counted_success()] if guard.counts else [], 1 if guard.in_else else 0)
    returned = [*count, cst.SimpleStatementLine([cst.Return(cst.Name(voice.result))])]
    if guard.in_else:
        return [statement.with_changes(orelse=cst.Else(cst.IndentedBlock(returned)))]
    return [statement, *returned]


def _counted_exit(updated: cst.BaseStatement, voice: Voice, layout: Layout) -> list[cst.BaseStatement]:
    """A statement that leaves, with the success counted before, but after its value is worked out."""
    assert isinstance(updated, cst.SimpleStatementLine)
    *before, last = updated.body
    (count,) = layout.calls([voice.counted_success()])
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
    lines.append(with_leading(count, blank))
    lines.append(updated.with_changes(body=[last], leading_lines=()))
    return lines


def _fitted(statement: cst.BaseStatement, layout: Layout) -> cst.BaseStatement:
    """A statement that now stands as deep as the layout says, with the lines split that have become too long."""
    fitted = statement.visit(Fitting(layout.width, layout.indent, layout.depth))
    assert isinstance(fitted, cst.BaseStatement)
    return fitted


def deeper(layout: Layout) -> Layout:
    return replace(layout, depth=layout.depth + 1)


def _with_else(statement: cst.BaseStatement, rest: Sequence[cst.BaseStatement]) -> cst.BaseStatement:
    """An `if` without `else` that gets one."""
    assert isinstance(statement, cst.If)
    if isinstance(statement.orelse, cst.If):
        return statement.with_changes(orelse=_with_else(statement.orelse, rest))
    _, first = without_blank_lines(rest[0])
    return statement.with_changes(orelse=cst.Else(cst.IndentedBlock([first, *rest[1:]])))


def _smalls(statement: cst.CSTNode) -> Sequence[cst.CSTNode]:
    return statement.body if isinstance(statement, cst.SimpleStatementLine) else (statement,)


def _add(
    body: list[cst.BaseStatement], inserted: Sequence[cst.BaseStatement], statements: Sequence[cst.BaseStatement]
) -> None:
    """Appends, with the blank lines that stood before the statements moved before what is inserted."""
    if not inserted:
        body += statements
        return
    blank, first = without_blank_lines(statements[0])
    body.append(with_leading(inserted[0], blank))
    body += [*inserted[1:], first, *statements[1:]]


def leading(statement: cst.BaseStatement) -> Sequence[cst.EmptyLine]:
    return getattr(statement, "leading_lines", ())


def with_leading(statement: cst.BaseStatement, lines: Sequence[cst.EmptyLine]) -> cst.BaseStatement:
    return statement.with_changes(leading_lines=lines)


def without_blank_lines(statement: cst.BaseStatement) -> tuple[Sequence[cst.EmptyLine], cst.BaseStatement]:
    """The blank lines before a statement, and the statement with the comments that follow them."""
    lines = list(leading(statement))
    count = next((index for index, line in enumerate(lines) if line.comment is not None), len(lines))
    return lines[:count], with_leading(statement, lines[count:])


def _with_arguments(call: cst.Call, added: Sequence[cst.Arg]) -> cst.Call:
    """A call with more keyword arguments, laid out as those that it has; one that it has already gets another value."""
    values = {argument.keyword.value: argument.value for argument in added if argument.keyword is not None}
    had = {argument.keyword.value for argument in call.args if argument.keyword is not None}
    args = [
        argument.with_changes(value=values[argument.keyword.value])
        if argument.keyword is not None and argument.keyword.value in values
        else argument
        for argument in call.args
    ]
    added = [argument for argument in added if argument.keyword is None or argument.keyword.value not in had]
    newline = call.whitespace_before_args
    spaced = newline if isinstance(newline, cst.ParenthesizedWhitespace) else cst.SimpleWhitespace(" ")
    for argument in added:
        if not args:
            args = [argument]
            continue
        last = args[-1]
        between = args[-2].comma if len(args) > 1 else cst.Comma(whitespace_after=spaced)
        if isinstance(last.comma, cst.Comma):
            new = argument.with_changes(comma=last.comma)
        else:
            new = argument.with_changes(whitespace_after_arg=last.whitespace_after_arg)
            last = last.with_changes(whitespace_after_arg=cst.SimpleWhitespace(""))
        args = [*args[:-1], last.with_changes(comma=between), new]
    return call.with_changes(args=args)


def _is_placeholder(statement: cst.CSTNode) -> bool:
    """Whether a statement is a lone `pass` or `...`."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return False
    (small,) = statement.body
    return isinstance(small, cst.Pass) or (isinstance(small, cst.Expr) and isinstance(small.value, cst.Ellipsis))


def _in_its_place(placeholder: cst.BaseStatement, inserted: Sequence[cst.BaseStatement]) -> list[cst.BaseStatement]:
    """Statements for a `pass` that is needed no more, with its comments before them."""
    assert isinstance(placeholder, cst.SimpleStatementLine)
    lines = list(placeholder.leading_lines)
    comment = placeholder.trailing_whitespace.comment
    if comment is not None:
        lines.append(cst.EmptyLine(comment=comment))
    return [with_leading(inserted[0], lines), *inserted[1:]]


def _is_plain(value: cst.BaseExpression) -> bool:
    return isinstance(value, (cst.Name, cst.Integer, cst.Float, cst.SimpleString))
