"""Fixes a source until nothing is left to fix, and proves each step: what does not compile is not handed out."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flake8_ownership.check import Checker
from flake8_ownership.codemods import noqa
from flake8_ownership.codemods.additions import refusal
from flake8_ownership.codemods.layout import breaks_texts, line_length
from flake8_ownership.codemods.text import Change, applied, is_same_program, problem, rows_in
from flake8_ownership.errors import FixRefused, SourceError
from flake8_ownership.idle_comments import IDLE
from flake8_ownership.index import newer
from flake8_ownership.outstanding import outstanding
from flake8_ownership.rules import Finding
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Operation
from flake8_ownership.source import Source

if TYPE_CHECKING:
    from flake8_ownership.codemods.mend import Mender

PASSES = 10


@dataclass(slots=True)
class Fixed:
    """What became of a source. `left` are the findings that the fixed text still has, `refused` why some were left,
    with the rows of the source; `known` is how many the source has besides that a baseline lists."""

    source: Source
    text: str
    applied: list[Finding] = field(default_factory=list)
    refused: list[FixRefused] = field(default_factory=list)
    left: tuple[Finding, ...] = ()
    known: int = 0

    @property
    def changed(self) -> bool:
        return self.text != self.source.text

    @property
    def refused_in_text(self) -> list[FixRefused]:
        """Why some findings were left, with the rows of the fixed text."""
        return _moved(self.refused, self.source.text, self.text)


def fix(
    source: Source,
    checker: Checker,
    settings: Settings,
    *,
    unsafe: bool,
    only: Finding | None = None,
    edits: Collection[str] = (),
) -> Fixed:
    """The source with its findings mended: the safe ones, and the `unsafe` ones where asked for; or `only` one; or
    those of some `edits`.

    Only what is outstanding is mended: nothing that a noqa comment waives or the baseline knows.
    Raises SourceError where the source does not parse.
    """
    fixed, current = Fixed(source, source.text), source
    # What is not tried again: it would help nobody, or mend the other half of a function.
    futile: set[_Key] = set()
    halves: dict[_Key, FixRefused] = {}
    first = outstanding(checker.check(current, settings), current, settings)
    fixed.left, fixed.known = first.findings, first.known
    for _ in range(PASSES if only is None else 1):
        meant = (one for one in fixed.left if is_mendable(one, unsafe) and _is_meant(one, only, edits))
        wanted = [part for one in meant for part in _parts(one) if _key(part) not in futile | halves.keys()]
        if not wanted:
            break
        newer.demand(current)
        text, done, refused = _once(current, checker, settings, wanted)
        fixed.refused = _moved(refused, current.text, source.text)
        if not done or text == current.text:
            break
        why = _problem(text, source.path)
        if why:
            broken = [FixRefused(one.filename, f"{one.code}: {why}", one.start.row) for one in done]
            fixed.refused += _moved(broken, current.text, source.text)
            break
        after = Source(source.path, text, encoding=source.encoding, bom=source.bom)
        left = outstanding(checker.check(after, settings), after, settings).findings
        vain = _futile(done, fixed.left, left)
        if vain:
            futile |= vain
            continue
        found = list(_halves(wanted, done, refused))
        moved = _moved([one for _, one in found], current.text, source.text)
        halves.update(zip((key for key, _ in found), moved, strict=True))
        fixed.applied += _whole(done, fixed.left)
        fixed.text, fixed.left, current = text, left, after
    parts = (part for finding in fixed.left for part in _parts(finding))
    vainly = [refusal(part, _FUTILE) for part in parts if _key(part) in futile]
    fixed.refused += _moved(vainly, fixed.text, source.text)
    fixed.refused += [one for one in halves.values() if one not in fixed.refused]
    return fixed


def _moved(refused: Sequence[FixRefused], text: str, other: str) -> list[FixRefused]:
    """Refusals that tell rows of a text, with those of another."""
    if not refused or text == other:
        return list(refused)
    row_of = rows_in(other, text)
    return [
        one if one.line is None else FixRefused(one.path, one.message, row_of(one.line), one.key) for one in refused
    ]


def _halves(
    wanted: Sequence[Finding], done: Sequence[Finding], refused: Sequence[FixRefused]
) -> Iterator[tuple[_Key, FixRefused]]:
    """What was refused in a function that was mended otherwise. Another pass would not know that the function is mended
    in two parts, and count its success after the first."""
    functions = {part.function for part in done if part.edit is not None and part.edit.name == "InsertOwnership"}
    by_line: dict[int | None, list[FixRefused]] = {}
    for one in refused:
        by_line.setdefault(one.line, []).append(one)
    for part in wanted:
        for one in by_line.get(part.start.row, ()) if part.function in functions else ():
            if one.message.startswith(refusal(part, "").message):
                yield _key(part), one


def _parts(finding: Finding) -> list[Finding]:
    """What is mended one by one: of an operation, each call that lets failures through."""
    if not isinstance(finding.fact, Operation):
        return [finding]
    sites = (hole.site for hole in finding.fact.holes)
    return [
        replace(finding, fact=one, start=one.start, end=one.end, function=one.function, call=one.call) for one in sites
    ]


def _whole(parts: Sequence[Finding], findings: Iterable[Finding]) -> list[Finding]:
    """Those of the findings of which some parts are given."""
    given = {(part.code, part.start) for part in parts}
    return [one for one in findings if any((part.code, part.start) in given for part in _parts(one))]


_Key = tuple[str, str, str]


def _key(finding: Finding) -> _Key:
    """What a finding has in common with itself in a changed text."""
    return finding.code, finding.function, finding.call


def _futile(applied: Sequence[Finding], before: Sequence[Finding], after: Sequence[Finding]) -> set[_Key]:
    """Those of the findings that a change mends which are as many after it: to write it would help nobody."""
    mended = Counter(map(_key, applied))
    were, are = (Counter(_key(part) for one in findings for part in _parts(one)) for findings in (before, after))
    return {key for key, number in mended.items() if are[key] > were[key] - number}


_FUTILE = "the change would not make the finding go away"


class Enough(Exception):
    """Whoever is asked wants no more questions; what was accepted stands."""


# Asked before a change: its findings, the text before and the text after. Raises Enough to end it.
Ask = Callable[[Sequence[Finding], str, str], bool]


def fix_asking(source: Source, checker: Checker, settings: Settings, *, unsafe: bool, ask: Ask) -> Fixed:
    """The source with those of its findings mended that are agreed to, one change after the other.

    A change mends the findings of one function that one edit mends. Raises SourceError as `fix` does.
    """
    fixed = Fixed(source, source.text)
    current = source
    asked: set[tuple[str, str]] = set()
    first = outstanding(checker.check(current, settings), current, settings)
    fixed.left, fixed.known = first.findings, first.known
    while True:
        wanted = [one for one in fixed.left if is_mendable(one, unsafe) and _change_of(one) not in asked]
        if not wanted:
            return fixed
        change = _change_of(wanted[0])
        asked.add(change)
        together = [part for finding in wanted if _change_of(finding) == change for part in _parts(finding)]
        text, done, refused = _once(current, checker, settings, together)
        fixed.refused += _moved(refused, current.text, source.text)
        if not done or text == current.text or _problem(text, source.path):
            continue
        after = Source(source.path, text, encoding=source.encoding, bom=source.bom)
        left = outstanding(checker.check(after, settings), after, settings).findings
        futile = _futile(done, fixed.left, left)
        if futile:
            vain = [refusal(finding, _FUTILE) for finding in done if _key(finding) in futile]
            fixed.refused += _moved(vain, current.text, source.text)
            continue
        try:
            if not ask(_whole(done, fixed.left), current.text, text):
                continue
        except Enough:
            return fixed
        fixed.applied += _whole(done, fixed.left)
        fixed.text, fixed.left, current = text, left, after


def _change_of(finding: Finding) -> tuple[str, str]:
    return finding.function, finding.edit.name if finding.edit is not None else ""


def each(
    source: Source, checker: Checker, settings: Settings, findings: Iterable[Finding]
) -> Iterator[tuple[Finding, list[Change]]]:
    """Of some findings of a source, those that can be mended, each with the changes that mend it alone."""
    wanted = [finding for finding in findings if is_mendable(finding, unsafe=True)]
    mender = _mender(source, checker, settings) if any(finding.code != IDLE for finding in wanted) else None
    for finding in wanted:
        if finding.code == IDLE:
            yield finding, list(noqa.removals(source, [finding]))
            continue
        assert mender is not None
        mended = mender.apply(_parts(finding))
        if mended.applied and mended.changes:
            yield finding, mended.changes


def is_mendable(finding: Finding, unsafe: bool) -> bool:
    """Whether a fix may try its hand at a finding."""
    if finding.edit is None or (finding.fact is None and finding.code != IDLE):
        return False
    return finding.edit.safety == "safe" or (unsafe and finding.edit.safety == "unsafe")


def _is_meant(finding: Finding, only: Finding | None, edits: Collection[str]) -> bool:
    if edits and (finding.edit is None or finding.edit.name not in edits):
        return False
    return only is None or (finding.code, finding.start) == (only.code, only.start)


_Pass = tuple[str, list[Finding], list[FixRefused]]


def _once(source: Source, checker: Checker, settings: Settings, findings: Sequence[Finding]) -> _Pass:
    """One pass over some findings: first over those of comments, which others may move or copy."""
    comments = [finding for finding in findings if finding.code == IDLE]
    if comments:
        text = applied(source.text, noqa.removals(source, comments))
        return (text, comments, []) if is_same_program(source.text, text) else (source.text, [], [])
    mended = _mender(source, checker, settings).apply(findings)
    return applied(source.text, mended.changes), mended.applied, mended.refused


def _mender(source: Source, checker: Checker, settings: Settings) -> Mender:
    from flake8_ownership.codemods.mend import Mender

    module, world = checker.module(source, settings)
    path = Path(source.path)
    breaks = breaks_texts(path, settings, source.lines)
    return Mender(module, world.resolver, settings, line_length(path, settings), breaks=breaks)


def _problem(text: str, path: str) -> str:
    """Why a fixed text must not be written; empty where nothing is wrong with it. Notebooks may await at the top."""
    return problem(text, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if path.endswith(".ipynb") else 0)


__all__ = ["PASSES", "Ask", "Enough", "Fixed", "SourceError", "each", "fix", "fix_asking", "is_mendable"]
