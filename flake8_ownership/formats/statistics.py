"""How much was found: by rule, by folder, by library."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from flake8_ownership.formats.entry import Report
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import Site, Task

NO_LIBRARY, TASK, NONE = "(known by name)", "(a task)", "(no call)"


def counts(report: Report) -> dict[str, dict[str, int]]:
    """The number of findings by `rule`, `folder` and `library`, the most first."""
    findings = [entry.finding for entry in report.entries]
    return {
        "rule": _counted(f"{finding.code} {finding.name}".strip() for finding in findings),
        "folder": _counted(str(PurePosixPath(report.path(finding.filename)).parent) for finding in findings),
        "library": _counted(_library(finding) for finding in findings),
    }


def text(report: Report) -> str:
    """The counts as a table each."""
    blocks = [_block(name, table) for name, table in counts(report).items() if table]
    return "\n".join(blocks)


def as_json(report: Report) -> str:
    """The counts as an object."""
    return json.dumps(counts(report), indent=2, ensure_ascii=False) + "\n"


def _library(finding: Finding) -> str:
    if isinstance(finding.fact, Site):
        return finding.fact.identity.library or NO_LIBRARY
    return TASK if isinstance(finding.fact, Task) else NONE


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))


def _block(name: str, table: Mapping[str, int]) -> str:
    width = len(str(max(table.values())))
    return f"by {name}\n" + "".join(f"  {count:{width}}  {key}\n" for key, count in table.items())
