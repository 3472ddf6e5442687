"""Collects what the edits want to change in the functions of a module, until `Rewriting` turns it into text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import cycle

import libcst as cst

from flake8_ownership.codemods.attempts import GivenUp
from flake8_ownership.codemods.dialects import Assign, Call, Context, Define
from flake8_ownership.codemods.guards import Body, Extend, Guard, Hoist, Plan
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.codemods.voice import Voice
from flake8_ownership.rules import Finding


@dataclass(frozen=True, slots=True)
class Layout:
    """What the statements of a block are indented by, and a level further in, and what a line may hold; where it
    `breaks` a text that is longer."""

    trees: Trees
    before: str
    width: int
    breaks: bool = False

    @property
    def indent(self) -> str:
        return self.trees.step(self.before)

    def room(self, deeper: int = 0) -> int:
        """How many columns a statement of the block has, or of one `deeper` in it."""
        return self.width - len((self.before + self.indent * deeper).expandtabs(8))

    def call(self, call: Call, deeper: int = 0) -> cst.SimpleStatementLine:
        """A call as a statement of the block, or of one `deeper` in it."""
        statement = cst.parse_statement(
            call.laid_out(self.room(deeper), self.indent, breaks=self.breaks), self.trees.config
        )
        assert isinstance(statement, cst.SimpleStatementLine)
        return statement

    def calls(self, calls: Sequence[Call | None], deeper: int = 0) -> list[cst.BaseStatement]:
        return [self.call(call, deeper) for call in calls if call is not None]

    def text(self, *lines: str, deeper: int = 0) -> str:
        """Lines of the block, or of one `deeper` in it."""
        margin, newline = self.before + self.indent * deeper, self.trees.text.newline
        return "".join(f"{margin}{line}{newline}" if line else newline for line in lines)

    def calls_text(self, calls: Iterable[Call | Assign | Define | None], deeper: int = 0) -> str:
        """Calls as the text of statements."""
        room = self.room(deeper)
        laid_out = [call.laid_out(room, self.indent, breaks=self.breaks) for call in calls if call is not None]
        return self.text(*(line for one in laid_out for line in one.split("\n")), deeper=deeper)


# Makes other statements of one, once what is inside it has been written.
Rewrite = Callable[[cst.BaseStatement, Layout], Sequence[cst.BaseStatement]]


@dataclass(slots=True)
class Work:
    """What happens in one block, by index: calls that go before and after, guards, rewritten statements, and those
    whose followers go into an `else`."""

    before: dict[int, list[Call | Assign | Define]] = field(default_factory=lambda: defaultdict(list))
    after: dict[int, list[Call]] = field(default_factory=lambda: defaultdict(list))
    nested: set[int] = field(default_factory=set)
    guards: dict[int, tuple[Guard, Voice, tuple[Context, ...]]] = field(default_factory=dict)
    rewrites: dict[int, Rewrite] = field(default_factory=dict)


class Writer:
    """The queued changes of a module; `width` is the length of its lines, and it `breaks` texts that are longer."""

    def __init__(self, trees: Trees, width: int, *, breaks: bool = False) -> None:
        self.trees = trees
        self.width = width
        self.breaks = breaks
        self.work: dict[cst.CSTNode, Work] = {}
        self.returns: dict[cst.CSTNode, str] = {}
        self.hoisted: dict[cst.CSTNode, str] = {}
        self.counted: dict[cst.CSTNode, Voice] = {}
        self.named: dict[cst.CSTNode, str] = {}
        self.substituted: dict[cst.CSTNode, Callable[[cst.CSTNode], cst.CSTNode]] = {}
        # Functions that are mended for those that start them, whose findings these are.
        self.taken: dict[cst.FunctionDef, list[Finding]] = {}
        self._arguments: dict[cst.Call, list[cst.Arg]] = {}

    def before(self, block: Body, index: int, *calls: Call | Assign | Define | None) -> None:
        """Queues calls that go before a statement."""
        self._at(block).before[index] += [call for call in calls if call is not None]

    def after(self, block: Body, index: int, *calls: Call | None) -> None:
        """Queues calls that go directly after a statement, or after the guard that ends with it."""
        self._at(block).after[index] += [call for call in calls if call is not None]

    def rewrite(self, block: Body, index: int, rewrite: Rewrite) -> None:
        """Queues a statement to be made into others. Blocks that it keeps are kept as text."""
        self._at(block).rewrites[index] = rewrite

    def substitute(self, node: cst.CSTNode, change: Callable[[cst.CSTNode], cst.CSTNode]) -> None:
        """Queues a node that is no statement to be changed, once what is inside it has been written."""
        self.substituted[node] = change

    def add_argument(self, call: cst.Call, argument: cst.Arg) -> None:
        """Queues a keyword argument for a call, in place of one of its name."""
        queued = self._arguments.setdefault(call, [])
        if not queued:
            self.substitute(call, lambda node: with_arguments(cst.ensure_type(node, cst.Call), queued))
        queued.append(argument)

    def guard(self, guard: Guard, voice: Voice, context: tuple[Context, ...]) -> None:
        """Queues one guard."""
        self._at(guard.block).guards[guard.start] = (guard, voice, context)

    def plan(
        self,
        plan: Plan,
        voice: Voice,
        at_entry: tuple[Context, ...],
        at_failure: Sequence[tuple[Voice, tuple[Context, ...]]],
    ) -> None:
        """Queues one function's plan; `at_failure` are the voice and the identifiers of each guard, in their order."""
        returns = bool(plan.counted) or any(guard.returns for guard in plan.guards)
        values = cycle(voice.results[1:] if returns else voice.results)
        for guard, (own, context) in zip(plan.guards, at_failure, strict=True):
            self._at(guard.block).guards[guard.start] = (guard, own, context)
            self.returns.update(dict.fromkeys(guard.returns, voice.result))
            if isinstance(guard, Hoist):
                self.hoisted[guard.expression] = next(values)
            for block, index in guard.nested:
                self._at(block).nested.add(index)
            if isinstance(guard, Extend) and guard.told:
                self._tell(guard, own, context)
        if plan.entry is not None:
            self.before(*plan.entry, voice.entry(at_entry))
        if voice.counts is not None:
            self.counted.update(dict.fromkeys(plan.counted, voice))
            for block, end in plan.closings:
                self.after(block, end - 1, voice.counted_success())

    def _tell(self, guard: Extend, voice: Voice, context: tuple[Context, ...]) -> None:
        """Queues the reports of the handlers that raise on."""
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
        self.named[handler] = name

    def _at(self, block: Body) -> Work:
        return self.work.setdefault(block, Work())


def leading(statement: cst.BaseStatement) -> Sequence[cst.EmptyLine]:
    return getattr(statement, "leading_lines", ())


def with_leading(statement: cst.BaseStatement, lines: Sequence[cst.EmptyLine]) -> cst.BaseStatement:
    return statement.with_changes(leading_lines=lines)


def with_arguments(call: cst.Call, added: Sequence[cst.Arg]) -> cst.Call:
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
    named = next(
        (index for index, argument in enumerate(args) if argument.keyword is not None or argument.star), len(args)
    )
    if named < len(args):  # what has no keyword goes before what has one
        args[:named] = followed(args[:named], [one for one in added if one.keyword is None])
        added = [argument for argument in added if argument.keyword is not None]
    newline = call.whitespace_before_args
    spaced = newline if isinstance(newline, cst.ParenthesizedWhitespace) else cst.SimpleWhitespace(" ")
    for argument in added:
        args = [*args[:-2], *_lengthened(args[-2:], argument, spaced)]
    return call.with_changes(args=args)


def followed(args: Sequence[cst.Arg], added: Sequence[cst.Arg]) -> Sequence[cst.Arg]:
    """Arguments that others follow, with some more behind them, which are parted as they are."""
    if not args or not added:
        return [*args, *(argument.with_changes(comma=_SPACED) for argument in added)]
    comma = args[-1].comma
    assert isinstance(comma, cst.Comma)
    own, rest = _parted(comma.whitespace_after, comma.whitespace_after)
    between = [*[cst.Comma(whitespace_after=_bare(own))] * (len(added) - 1), cst.Comma(whitespace_after=rest)]
    return [
        *args[:-1],
        args[-1].with_changes(comma=comma.with_changes(whitespace_after=own)),
        *(one.with_changes(comma=comma) for one, comma in zip(added, between, strict=True)),
    ]


def _lengthened(
    args: Sequence[cst.Arg], added: cst.Arg, spaced: cst.BaseParenthesizableWhitespace
) -> Sequence[cst.Arg]:
    """The last arguments of a call, with one more; where there is but one so far, they are `spaced`."""
    if not args:
        return [added]
    *others, last = args
    usual = others[-1].comma if others else cst.MaybeSentinel.DEFAULT
    own = usual.whitespace_after if isinstance(usual, cst.Comma) else spaced
    comma = last.comma
    if isinstance(comma, cst.Comma):
        before, after = _parted(comma.whitespace_after, own)
        comma = comma.with_changes(whitespace_after=before)
        added = added.with_changes(comma=cst.Comma(whitespace_after=after))
    else:
        before, after = _parted(last.whitespace_after_arg, own)
        comma = cst.Comma(whitespace_after=before)
        added = added.with_changes(whitespace_after_arg=after)
        last = last.with_changes(whitespace_after_arg=cst.SimpleWhitespace(""))
    return [*others, last.with_changes(comma=comma), added]


_SPACED = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
_Space = cst.BaseParenthesizableWhitespace


def _parted(space: _Space, usual: _Space) -> tuple[_Space, _Space]:
    """The space behind an argument, as it is with another one in between: what stands before that, laid out as is
    `usual`, and what stands behind it. A comment on the argument's row stays with it where the other gets a new row."""
    if not isinstance(usual, cst.ParenthesizedWhitespace) or not isinstance(space, cst.ParenthesizedWhitespace):
        return _bare(usual), space
    return _bare(usual).with_changes(first_line=space.first_line), space.with_changes(
        first_line=cst.TrailingWhitespace()
    )


def _bare(space: _Space) -> _Space:
    """A space without the comments and blank lines in it."""
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return space
    return space.with_changes(first_line=cst.TrailingWhitespace(), empty_lines=())
