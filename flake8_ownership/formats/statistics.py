"""How much was found: by rule, by folder, by library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from flake8_ownership import sinks
from flake8_ownership.formats.entry import Report
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import Operation, Site, Task

NO_LIBRARY, TASK, NONE = "(known by name)", "(a task)", "(no call)"


def mendable(report: Report) -> dict[str, str]:
    """How each rule's findings can be mended: `fix`, `fix --unsafe-fixes`; rules without a fix are left out."""
    flags = {"safe": "fix", "unsafe": "fix --unsafe-fixes"}
    edits = {_rule(entry.finding): entry.finding.edit for entry in report.entries}
    return {rule: flags[edit.safety] for rule, edit in edits.items() if edit is not None and edit.safety in flags}


def counts(report: Report) -> dict[str, dict[str, int]]:
    """The number of findings by `rule`, `folder` and `library`, the most first."""
    findings = [entry.finding for entry in report.entries]
    return {
        "rule": _counted(_rule(finding) for finding in findings),
        "folder": _counted(str(PurePosixPath(report.path(finding.filename)).parent) for finding in findings),
        "library": _counted(_library(finding) for finding in findings),
    }


def text(report: Report) -> str:
    """The counts as a table each; beside a rule stands what mends its findings."""
    notes = mendable(report)
    blocks = [_block(name, table, notes) for name, table in counts(report).items() if table]
    return "\n".join(blocks)


def as_json(report: Report) -> str:
    """The counts as an object."""
    return sinks.document(counts(report)) + "\n"


def _rule(finding: Finding) -> str:
    return f"{finding.code} {finding.name}".strip()


def _library(finding: Finding) -> str:
    fact = finding.fact.holes[0].site if isinstance(finding.fact, Operation) else finding.fact
    if isinstance(fact, Site):
        return fact.identity.library or NO_LIBRARY
    return TASK if isinstance(finding.fact, Task) else NONE


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))


def _block(name: str, table: Mapping[str, int], notes: Mapping[str, str]) -> str:
    rows = [(count, sinks.line(key), notes.get(key, "")) for key, count in table.items()]
    width, longest = len(str(max(table.values()))), max(len(words) for _, words, _ in rows)
    lines = (f"  {count:{width}}  {words:{longest}}  {note}".rstrip() for count, words, note in rows)
    return f"by {name}\n" + "".join(f"{line}\n" for line in lines)
