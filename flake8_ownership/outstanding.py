"""Which findings of a file are reported: not suppressed by a comment, not in the baseline, and on changed lines."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from flake8_ownership import baseline, diff_base, rules, waivers
from flake8_ownership.accounts import Checked
from flake8_ownership.check import CRASH
from flake8_ownership.errors import ConfigError
from flake8_ownership.git_process import KEY
from flake8_ownership.idle_comments import IDLE, idle
from flake8_ownership.rules import Finding
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Site
from flake8_ownership.source import Source

# Why a finding is not told that no comment waives.
NOT_TOLD = "known to the baseline, unchanged since the base, or below min-severity"


@dataclass(frozen=True, slots=True)
class Outstanding:
    """The findings of one file that are told, in order; those that a noqa comment waives, at least for a part; how many
    are known before."""

    findings: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()
    known: int = 0


def codes() -> frozenset[str]:
    """Every code that can be told."""
    return frozenset({CRASH, baseline.STALE, IDLE, *(rule.code for rule in rules.all_rules())})


def outstanding(checked: Checked, source: Source, settings: Settings) -> Outstanding:
    """What every face tells of a file that was checked.

    Raises ConfigError where the settings name a baseline or a revision that cannot be read.
    """
    split = waivers.split(checked, source, settings)
    told, waived = split.told, split.waived
    known = 0
    before = baseline.of(settings)
    stale = None
    if before is not None:
        new, stale = before.split(told, source.path, settings)
        new += [finding for finding in told if finding.code == CRASH]
        known = len(told) - len(new)
        told = new
    told += idle(checked, source, settings)
    if settings.diff_base:
        told = _changed(told, source, settings)
    told = [finding for finding in told if settings.wants(finding.severity)]
    waived = [finding for finding in waived if settings.wants(finding.severity)]
    told.sort(key=lambda finding: (finding.start.row, finding.start.column, finding.code))
    return Outstanding(tuple(told if stale is None else [stale, *told]), tuple(waived), known)


def _changed(told: list[Finding], source: Source, settings: Settings) -> list[Finding]:
    """The findings that a change concerns. Raises ConfigError that names where the revision was given."""
    try:
        if not told:
            diff_base.demand(source.path, settings.diff_base)
            return told
        changed = diff_base.since(source, settings.diff_base)
    except ConfigError as error:
        raise settings.fault(KEY, error.message, error.path, error.key) from error
    return [finding for finding in told if finding.code == CRASH or _is_touched(finding, changed, source)]


def _is_touched(finding: Finding, changed: diff_base.Changed, source: Source) -> bool:
    """Whether the call changed, or the handler that decided what becomes of its failure."""
    if changed.touches(finding.start.row, finding.end.row):
        return True
    row = finding.fact.ruling.guard_row if isinstance(finding.fact, Site) else None
    if row is None or finding.guard_row is None:
        return False
    handlers = (node for node in ast.walk(source.tree) if isinstance(node, ast.ExceptHandler) and node.lineno == row)
    last = max((node.end_lineno or row for node in handlers), default=row)
    return changed.touches(row, last, ends=True)
