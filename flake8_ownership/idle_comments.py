"""Comments that name a code of ours and ignore no finding (OWN002)."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from flake8_ownership import rules
from flake8_ownership.accounts import Checked
from flake8_ownership.check import CRASH
from flake8_ownership.index.outlines import is_test
from flake8_ownership.noqa import Named
from flake8_ownership.rules import Edit, Finding
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Operation, Site, Spot, Task
from flake8_ownership.source import Source

IDLE = "OWN002"
NAME = "idle-comment"
_PREFIX = "OWN"
EDIT = Edit("RemoveNoqa", "safe", "Remove the code from the comment")


def idle(checked: Checked, source: Source, settings: Settings) -> Iterator[Finding]:
    """A finding for each code in a comment for which there is nothing to ignore, whether or not it would be told.

    Comments about rules that are not asked for are left alone, since nobody knows what those find; so are those of a
    test, where nothing is judged, and a bare `# noqa`.
    """
    if not source.noqa.any or not settings.reports(IDLE, default=True) or _is_unjudged(checked, source, settings):
        return
    named = [one for one in source.noqa.named(_PREFIX) if _can_be_known(one.code, settings)]
    ends = _ends(checked) if named else {}
    for one in named:
        if not any(code.startswith(one.code) for row in one.rows for code in ends.get(row, ())):
            yield _finding(one, source)


def _is_unjudged(checked: Checked, source: Source, settings: Settings) -> bool:
    if any(finding.code == CRASH for finding in checked.findings):
        return True
    return not settings.tests and is_test(Path(os.path.abspath(source.path)), settings.root or checked.root)


def _can_be_known(code: str, settings: Settings) -> bool:
    """Whether every rule that a code names has been asked for: all of none, where it names no rule at all."""
    if code.startswith(f"{_PREFIX}0"):
        return False
    named = [rule for rule in rules.all_rules() if rule.code.startswith(code)]
    return all(settings.reports(rule.code, default=rule.is_on(settings)) for rule in named)


def _ends(checked: Checked) -> dict[int, set[str]]:
    """The codes of the findings that a comment on a row could ignore, at least for a part."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    together: defaultdict[object, list[Site]] = defaultdict(list)
    for site, _ in (*checked.sites, *checked.relays):
        together[site.lost_with].append(site)

    def note(code: str, rows: Iterable[int]) -> None:
        for row in rows:
            found[row].add(code)

    for finding in checked.findings:
        note(finding.code, (finding.start.row, *((finding.guard_row,) if finding.guard_row is not None else ())))
        spots: list[Spot] = [*finding.covers, *finding.road]
        match finding.fact:
            case Operation() as operation:
                for hole in operation.holes:
                    note(finding.code, [hole.site.start.row])
                    spots += hole.covers
            case Task() as task:
                spots += task.covers
            case Site() as site:
                for other in together[site.lost_with]:
                    note(finding.code, [other.start.row])
                    spots += other.road
        note(finding.code, (spot.row for spot in spots if spot.filename == checked.path))
    return found


def _finding(one: Named, source: Source) -> Finding:
    is_rule = any(rule.code.startswith(one.code) for rule in rules.all_rules())
    why = "has nothing to ignore here" if is_rule else "names no rule"
    return Finding(
        IDLE,
        NAME,
        f"`# noqa: {one.code}` {why}",
        source.path,
        one.start,
        one.end,
        "",
        f"# noqa: {one.code}",
        severity="info",
        edit=EDIT,
    )
