"""`AddSuccessCount`: successes are counted where a handler counts failures, after the `try`, never inside it."""

from __future__ import annotations

import libcst as cst

from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.edits import Job, site_of
from flake8_ownership.codemods.edits.ownership import swallows
from flake8_ownership.codemods.exits import exits, leaves
from flake8_ownership.codemods.guards import Plan, ReportBeforeRaise
from flake8_ownership.codemods.handled import Handled
from flake8_ownership.codemods.responses import KnownResponses
from flake8_ownership.codemods.settling import Settled, Settling
from flake8_ownership.codemods.tails import Tails
from flake8_ownership.codemods.trees import Block
from flake8_ownership.codemods.voice import Voice
from flake8_ownership.codemods.writer import Layout
from flake8_ownership.rules import Finding


def count(job: Job) -> None:
    """Counts the successes of each guarded `try` of a function once."""
    done: set[cst.CSTNode] = set()

    def mend(finding: Finding, place: cst.CSTNode) -> None:
        found = job.trees.handler_at(job.node, site_of(finding).ruling.guard_row)
        if found is None or not isinstance(found[0], cst.Try):
            raise Refused("its handler was not found again in LibCST's tree")
        statement = found[0]
        if statement in done:
            return
        voice = job.voices.of(job.function, successes=True, logs=False)
        if voice.counts is None:
            raise Refused("it is not known what this project counts with; set the option `metrics`")
        _count(job, statement, voice)
        done.add(statement)

    job.each(mend)


def _count(job: Job, statement: cst.Try, voice: Voice) -> None:
    at = job.trees.place(statement)
    assert at is not None
    block, index = at
    settling = Settling(job.trees, job.places, KnownResponses(job.trees, job.resolver, job.function))
    orelse = statement.orelse.body if statement.orelse is not None else None
    settled = settling.of(block, index, index + 1)
    tails = Tails(
        job.trees,
        Handled(job.trees, ()),
        most_lines=0,
        swallows=lambda node: swallows(job, node),
        is_lost=settling.is_lost,
    )
    tail = tails.of(statement.body)
    if tail is None:
        raise Refused("a return, break or continue inside the try could only be counted inside it")
    if settled.unclear or any(one for one in exits(block.body[index + 1 : settled.end]) if not settling.is_lost(one)):
        raise Refused("what follows also runs where the status of the response is bad")
    all_leave = all(leaves(handler.body) for handler in statement.handlers)
    if orelse is not None:
        if tail.returns or not isinstance(orelse, (cst.IndentedBlock, cst.SimpleStatementSuite)):
            raise Refused("a return inside the try could only be counted inside it")
        if settled.end > index + 1:
            raise Refused("the status of the response is looked at after the try")
        _count_in_else(job, settling.within(statement, orelse), orelse, voice)
    elif tail.returns:
        guard = ReportBeforeRaise(
            block, index, index + 1, frozenset(tail.returns), tuple(tail.nested), in_else=not all_leave
        )
        job.writer.plan(Plan(job.function, job.node, [guard], None), voice, (), ((voice, ()),))
    elif not tail.falls:
        raise Refused("the try never succeeds")
    elif all_leave:
        job.writer.after(block, settled.end - 1, voice.counted_success())
    elif settled.end > index + 1:
        raise Refused("the status of the response is looked at after the try, which a handler also reaches")
    else:
        job.writer.rewrite(block, index, lambda updated, layout: [_with_else(updated, voice, layout)])


def _count_in_else(job: Job, settled: Settled, block: Block, voice: Voice) -> None:
    """Counts where an `else` begins, or once it has looked at the status of a response."""
    if settled.unclear or any(exits(block.body[: settled.end])):
        raise Refused("the else branch leaves before it is known whether the call succeeded")
    if settled.end:
        job.writer.after(block, settled.end - 1, voice.counted_success())
    else:
        job.writer.before(block, 0, voice.counted_success())


def _with_else(updated: cst.BaseStatement, voice: Voice, layout: Layout) -> cst.BaseStatement:
    counted = layout.calls([voice.counted_success()], 1)
    return updated.with_changes(orelse=cst.Else(cst.IndentedBlock(counted)))
