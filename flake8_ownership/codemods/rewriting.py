"""Turns what is queued into changes of text. Code is generated only for what is inserted, and for the statement or
head that changes; all else stays as it is, indented further where a guard or an `else` goes around it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

import libcst as cst

from flake8_ownership.codemods import pattern
from flake8_ownership.codemods.dialects import Context
from flake8_ownership.codemods.exits import leaves
from flake8_ownership.codemods.fitting import guarded, indented
from flake8_ownership.codemods.guards import AddHandler, Guard, Hoist, ReportBeforeRaise, Wrap
from flake8_ownership.codemods.heads import Heads, parts_of
from flake8_ownership.codemods.text import Change, spliced
from flake8_ownership.codemods.voice import Voice
from flake8_ownership.codemods.writer import Layout, Rewrite, Work, Writer


class Rewriting:
    """The changes that the queue of a writer comes to."""

    def __init__(self, writer: Writer) -> None:
        self._queue = writer
        self._trees = writer.trees
        self._text = writer.trees.text
        self._way: set[int] = set()  # the ids of the nodes that lead to what is queued
        queued = (writer.work, writer.returns, writer.counted, writer.named, writer.hoisted, writer.substituted)
        for node in (node for nodes in queued for node in nodes):
            for outer in itertools.chain((node,), self._trees.ancestors(node)):
                if id(outer) in self._way:
                    break
                self._way.add(id(outer))
        self._heads = Heads(writer)

    def of(self, function: cst.FunctionDef) -> list[Change]:
        """The changes of a function that stands in no other one. Raises Refused where one cannot be written."""
        return list(self._inside(function, self._queue.width))

    def _inside(self, node: cst.CSTNode, width: int) -> Iterator[Change]:
        """The changes of a node, whose lines are to hold so many columns."""
        if isinstance(node, cst.IndentedBlock):
            yield from self._run(node, 0, len(node.body), width)
        elif isinstance(node, cst.SimpleStatementSuite):
            yield from self._suite(node, width)
        else:
            yield from self._heads.changes(node)
            for child in self._trees.children(node):
                if id(child) in self._way and not isinstance(child, cst.BaseExpression):
                    yield from self._inside(child, width)

    # -- blocks

    def _run(self, block: cst.IndentedBlock, start: int, end: int, width: int, inner: bool = False) -> Iterator[Change]:
        """The changes of some statements of a block, or only of what they are `inner` to their guard."""
        work = self._queue.work.get(block) or Work()
        work = Work(nested=work.nested) if inner else work
        layout = Layout(self._trees, self._trees.indent(block), width, self._queue.breaks)
        while start < end:
            before = layout.calls_text(work.before.get(start, ()))
            stop, text = self._changed(work, block, range(start, end), layout, before, inner)
            after = layout.calls_text(work.after.get(stop - 1, ()))
            if text is not None:
                yield Change(self._trees.start(block, start), self._trees.end(block, stop - 1), text + after)
            else:
                place = self._trees.start(block, start) if before else 0
                yield from [Change(place, place, before)] if before else []
                if id(block.body[start]) in self._way:
                    yield from self._inside(block.body[start], width)
                place = self._trees.end(block, start) if after else 0
                yield from [Change(place, place, after)] if after else []
            start = stop

    def _changed(
        self, work: Work, block: cst.IndentedBlock, run: range, layout: Layout, before: str, inner: bool
    ) -> tuple[int, str | None]:
        """What becomes of the first of some statements, with what is inserted before it: where the next one stands,
        and the text, None where it stays."""
        index, statement = run.start, block.body[run.start]
        if index in work.guards:
            guard, voice, context = work.guards[index]
            return guard.end, before + self._guarded(block, guard, voice, context, layout)
        if index in work.rewrites:
            return index + 1, before + self._rewritten(block, index, work.rewrites[index], layout)
        smalls = statement.body if isinstance(statement, cst.SimpleStatementLine) else ()
        counting = [self._queue.counted[small] for small in smalls if small in self._queue.counted]
        if counting:
            first, end = self._text.start_of(self._trees.first_row(statement)), self._trees.end(block, index)
            return index + 1, before + self._trees.comments(block, index) + self._counted(
                smalls, (first, end), counting[0], layout
            )
        if before and len(block.body) == 1 and pattern.is_placeholder(statement):
            comment = self._text.all[
                self._text.span(self._trees.statement(statement))[1] : self._trees.end(block, index)
            ].strip("; \t\f\r\n")
            return index + 1, self._trees.comments(block, index) + (layout.text(comment) if comment else "") + before
        if index in work.nested:
            return run.stop, before + self._nested(block, run, layout, inner)
        return index + 1, None

    def _part(self, block: cst.IndentedBlock, start: int, end: int, width: int, inner: bool = False) -> str:
        """The text of some statements of a block as they become, below the blank lines before the first."""
        changes = self._run(block, start, end, width, inner)
        return spliced(self._text.all, self._trees.start(block, start), self._trees.end(block, end - 1), changes)

    def _nested(self, block: cst.IndentedBlock, run: range, layout: Layout, inner: bool) -> str:
        """An `if` without `else` that gets one with the statements behind it."""
        begun = spliced(
            self._text.all,
            self._trees.start(block, run.start),
            self._trees.end(block, run.start),
            self._inside(block.body[run.start], layout.width),
        )
        rest = self._part(block, run.start + 1, run.stop, layout.width - len(layout.indent.expandtabs(8)), inner)
        return begun + layout.text("else:") + indented(rest, layout.before, layout.before + layout.indent)

    # -- guards

    def _guarded(
        self, block: cst.IndentedBlock, guard: Guard, voice: Voice, context: tuple[Context, ...], layout: Layout
    ) -> str:
        match guard:
            case Wrap():
                narrower = layout.width - len(layout.indent.expandtabs(8))
                inside = self._part(block, guard.start, guard.end, narrower, inner=True)
                return self._tried(inside, guard, voice, context, layout)
            case Hoist(expression=expression):
                inside = self._trees.comments(block, guard.start) + self._heads.hoisted(expression, layout)
                start = self._text.start_of(self._trees.first_row(block.body[guard.start]))
                changes = self._inside(block.body[guard.start], layout.width)
                after = spliced(self._text.all, start, self._trees.end(block, guard.start), changes)
                return self._tried(inside, guard, voice, context, layout) + after
            case AddHandler():
                return self._extended(
                    block, guard, voice, pattern.handler(voice, context, layout, ends=guard.ends), layout
                )
            case ReportBeforeRaise():
                return self._extended(block, guard, voice, "", layout)

    def _tried(self, inside: str, guard: Guard, voice: Voice, context: tuple[Context, ...], layout: Layout) -> str:
        body = guarded(inside, layout.before, self._queue.width, self._trees)
        return (
            layout.text("try:")
            + body
            + pattern.handler(voice, context, layout, ends=guard.ends)
            + pattern.returned(guard, voice, layout)
        )

    def _extended(
        self,
        block: cst.IndentedBlock,
        guard: AddHandler | ReportBeforeRaise,
        voice: Voice,
        handler: str,
        layout: Layout,
    ) -> str:
        """A `try` with one more `handler`, if there is one, and what its returns became."""
        statement = cst.ensure_type(block.body[guard.start], cst.Try)
        changes = list(self._inside(statement, layout.width))
        place = self._trees.block_end(statement.handlers[-1].body if statement.handlers else statement.body)
        orelse = statement.orelse.body if statement.orelse is not None else None
        after = ""
        if handler:
            changes.append(Change(place, place, handler))
        if guard.counts_in_else:
            count = layout.calls_text([voice.counted_success()], 1)
            if orelse is None:
                changes.append(Change(place, place, layout.text("else:") + count))
            elif isinstance(orelse, cst.IndentedBlock) and not leaves(orelse):
                last = self._trees.end(orelse, len(orelse.body) - 1)
                changes.append(Change(last, last, count))
        elif guard.in_else and guard.returns:
            end = self._trees.block_end(orelse) if orelse is not None else place  # it was never reached
            changes = [change for change in changes if not place < change.start < end]
            changes.append(Change(place, end, pattern.returned(guard, voice, layout)))
        else:
            after = pattern.returned(guard, voice, layout)
        start, end = self._trees.start(block, guard.start), self._trees.end(block, guard.start)
        return spliced(self._text.all, start, end, changes) + after

    # -- statements

    def _counted(
        self, smalls: Sequence[cst.BaseSmallStatement], span: tuple[int, int], voice: Voice, layout: Layout
    ) -> str:
        """A statement that leaves, with the success counted before, but after its value is worked out. `span` is that
        of the rows that it stands in."""
        *before, last = smalls
        start, end = self._text.span(self._trees.statement(last))
        written, value = self._text.all[start:end], ""
        lines = (
            [self._text.all[span[0] : self._text.span(self._trees.statement(before[-1]))[1]] + self._text.newline]
            if before
            else []
        )
        if isinstance(last, cst.Return) and last.value is not None and not pattern.is_plain(last.value):
            value = written.removeprefix("return").lstrip(" \t\f")
            lines.append(layout.text(f"{voice.result} = {value}"))
            written = f"return {voice.result}"
        lines.append(layout.calls_text([voice.counted_success()]))
        feed = "" if before else self._text.feed(self._trees.first_row(smalls[0]))
        return "".join([feed, *lines, layout.before, written, self._text.all[end : span[1]]])

    def _rewritten(self, block: cst.IndentedBlock, index: int, rewrite: Rewrite, layout: Layout) -> str:
        """The statements that one becomes, below their blank lines. Its blocks are names while LibCST has it."""
        statement = block.body[index]
        start, end = self._trees.start(block, index), self._trees.end(block, index)
        kept: dict[str, cst.IndentedBlock] = {}
        names: list[Change] = []
        for inner in self._blocks_of(statement):
            name = f"__block_{len(kept)}__"
            kept[name] = inner
            first, last = self._rows(inner)
            names.append(Change(first, last, self._trees.indent(inner) + name + self._text.newline))
        real = self._trees.parsed(self._trees.statement(statement), spliced(self._text.all, start, end, names))
        written = rewrite(self._heads.changed(real, parts_of(statement)), layout)
        return self._text.feed(self._trees.first_row(statement)) + re.sub(
            r"^([ \t]*)(__block_\d+__)(?:\r\n|\r|\n)",
            lambda found: self._kept(kept[found[2]], found[1], layout),
            self._trees.generated(written, layout.before),
            flags=re.MULTILINE,
        )

    def _blocks_of(self, statement: cst.CSTNode) -> Iterator[cst.IndentedBlock]:
        """The blocks right inside a statement, in the order of the text."""
        for child in self._trees.children(statement):
            if isinstance(child, cst.IndentedBlock):
                yield child
            elif not isinstance(child, (cst.BaseExpression, cst.BaseSmallStatement, cst.BaseSuite)):
                yield from self._blocks_of(child)

    def _rows(self, block: cst.IndentedBlock) -> tuple[int, int]:
        """Where the rows of a block start and end, with the comments and blank lines above its first statement."""
        above, _ = self._trees.above(block.body[0])
        return self._text.start_of(self._trees.first_row(block.body[0]) - above), self._trees.block_end(block)

    def _kept(self, block: cst.IndentedBlock, indent: str, layout: Layout) -> str:
        """The text of a block, indented anew."""
        own = self._trees.indent(block)
        width = layout.width - len(indent.expandtabs(8)) + len(own.expandtabs(8))
        return indented(spliced(self._text.all, *self._rows(block), self._inside(block, width)), own, indent)

    # -- statements on one line with what they belong to

    def _suite(self, suite: cst.SimpleStatementSuite, width: int) -> Iterator[Change]:
        """The changes of a block on one line, which becomes one below it where something is inserted."""
        work = self._queue.work.get(suite) or Work()
        if suite not in self._queue.work and not any(small in self._queue.counted for small in suite.body):
            for small in suite.body:
                yield from self._heads.changes(small)
            return
        margin = self._trees.margin(suite)
        layout = Layout(self._trees, margin + self._trees.step(margin), width, self._queue.breaks)
        start, end = (
            self._text.span(self._trees.statement(suite.body[0]))[0],
            self._text.span(self._trees.statement(suite.body[-1]))[1],
        )
        colon = self._text.all.rindex(":", 0, start) + 1
        row_end = self._text.start_of(self._text.rows_of(self._trees.statement(suite.body[-1]))[1] + 1)
        tail = re.sub(r"^[ \t\f]*;[ \t\f]*(?=[\r\n])|^[ \t\f]*;", "", self._text.all[end:row_end])
        yield Change(colon, row_end, tail + "".join(self._lines(suite, work, layout)))

    def _lines(self, suite: cst.SimpleStatementSuite, work: Work, layout: Layout) -> Iterator[str]:
        index = 0
        while index < len(suite.body):
            small, stop = suite.body[index], index + 1
            before = layout.calls_text(work.before.get(index, ()))
            if before and len(suite.body) == 1 and pattern.is_placeholder(small):
                yield before
            elif index in work.guards:
                guard, voice, context = work.guards[index]
                stop = guard.end
                held = suite.body[index:stop]
                inside = "".join(self._line(one, layout) for one in held)
                after = inside if isinstance(guard, Hoist) else ""
                if isinstance(guard, Hoist):
                    inside = self._heads.hoisted(guard.expression, layout)
                yield before + self._tried(inside, guard, voice, context, layout) + after
            elif small in self._queue.counted:
                start, end = self._text.span(self._trees.statement(small))
                yield before + self._counted([small], (start, end), self._queue.counted[small], layout)
                yield self._text.newline
            else:
                yield before + self._line(small, layout)
            yield layout.calls_text(work.after.get(stop - 1, ()))
            index = stop

    def _line(self, small: cst.BaseSmallStatement, layout: Layout) -> str:
        """A statement on a line of its own."""
        start, end = self._text.span(self._trees.statement(small))
        return layout.text(spliced(self._text.all, start, end, self._heads.changes(small)))
