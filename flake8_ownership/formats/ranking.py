"""Which findings come first, and under which heading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from flake8_ownership.formats.entry import Entry, Report
from flake8_ownership.options import SEVERITIES
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import Operation, Site, Task

NO_LIBRARY, TASK, NO_CALL = "(known by name)", "(a task)", "(no call)"


def calls(finding: Finding) -> int:
    """How many calls lose their failures there."""
    return max(1, len(finding.covers))


def is_assumed(finding: Finding) -> bool:
    """Whether it is only assumed that the calls are I/O."""
    return finding.fact is not None and finding.fact.is_assumed


def ranked(entries: Iterable[Entry]) -> list[Entry]:
    """The worst first: by severity, resolved before assumed, by how many calls; then by file and place."""
    return sorted(entries, key=lambda entry: (*_rank(entry.finding), entry.finding.filename, entry.finding.start.row))


def grouped(entries: Sequence[Entry], by: str, report: Report) -> list[tuple[str, list[Entry]]]:
    """Entries under headings, both in the order in which they come."""
    named = GROUPS[by]
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(named(entry.finding, report), []).append(entry)
    return list(found.items())


def rule_of(finding: Finding) -> str:
    """A code with its name."""
    return f"{finding.code} {finding.name}".strip()


def library_of(finding: Finding) -> str:
    """The library whose call may fail."""
    fact = finding.fact.lead.site if isinstance(finding.fact, Operation) else finding.fact
    if isinstance(fact, Site):
        return fact.identity.library or NO_LIBRARY
    return TASK if isinstance(finding.fact, Task) else NO_CALL


def _rank(finding: Finding) -> tuple[int, bool, int]:
    return SEVERITIES.index(finding.severity), is_assumed(finding), -calls(finding)


def _operation(finding: Finding, report: Report) -> str:
    return f"{finding.function or '(module)'} in {report.path(finding.filename)}"


GROUPS: dict[str, Callable[[Finding, Report], str]] = {
    "operation": _operation,
    "file": lambda finding, report: report.path(finding.filename),
    "rule": lambda finding, report: rule_of(finding),
    "library": lambda finding, report: library_of(finding),
}
