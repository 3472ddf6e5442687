"""Findings as lines that editors and people can follow: `path:row:column: CODE message`."""

from __future__ import annotations

from collections.abc import Iterable

from flake8_ownership.rules import Finding


def line(finding: Finding) -> str:
    """One finding; columns from 1, in characters."""
    return f"{finding.filename}:{finding.start.row}:{finding.start.column + 1}: {finding.code} {finding.message}"


def summary(findings: Iterable[Finding], errors: int, known: int = 0) -> str:
    """How much was found, in one sentence; `known` to a baseline is not in `findings`."""
    found = list(findings)
    files = len({finding.filename for finding in found})
    parts = [f"{len(found)} finding{'s' * (len(found) != 1)} in {files} file{'s' * (files != 1)}"] if found else []
    if errors:
        parts.append(f"{errors} error{'s' * (errors != 1)}")
    if known:
        parts.append(f"{known} known to the baseline")
    return ", ".join(parts) or "nothing found"
