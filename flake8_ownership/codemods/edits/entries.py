"""`AddEntryLog`: the start of an operation is announced before its guarded calls."""

from __future__ import annotations

import libcst as cst

from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.edits import Job, site_of
from flake8_ownership.codemods.enclosing import before_loops
from flake8_ownership.codemods.trees import Block
from flake8_ownership.rules import Finding


def announce(job: Job) -> None:
    """Announces a function once, before the first of its calls that nothing announces."""
    done: list[tuple[Block, int]] = []

    def mend(finding: Finding, place: cst.CSTNode) -> None:
        if done:
            return
        voice = job.voices.of(job.function)
        found = job.trees.handler_at(job.node, site_of(finding).ruling.guard_row)
        at = job.trees.place(place if found is None else found[0])
        if at is None:
            raise Refused("the call is in no statement of the function's body")
        block, index = before_loops(job.trees, job.node, *at)
        context = job.context(block.body[index], after_failure=False)
        if not context:
            raise Refused("no identifier can safely be logged before it")
        if job.settings.entry_log == "off":
            raise Refused('entry-log = "off" asks for no entry log')
        entry = voice.announcement(context)
        if entry is None:
            raise Refused("its logger has no method for that level")
        job.writer.before(block, index, entry)
        done.append((block, index))

    job.each(mend)
