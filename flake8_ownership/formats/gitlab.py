"""GitLab's code quality report: a list of issues, each with a fingerprint of its own."""

from __future__ import annotations

import json

from flake8_ownership.formats.entry import Report

_LEVELS = {"error": "critical", "warning": "major", "info": "minor"}


def text(report: Report) -> str:
    """A JSON array, an object a finding."""
    issues = [
        {
            "type": "issue",
            "description": f"{entry.finding.code} {entry.finding.message}",
            "check_name": entry.finding.name or entry.finding.code,
            "fingerprint": fingerprint,
            "severity": _LEVELS[entry.finding.severity],
            "location": {
                "path": report.path(entry.finding.filename),
                "lines": {"begin": entry.finding.start.row, "end": entry.finding.end.row},
            },
        }
        for entry, fingerprint in zip(report.entries, report.fingerprints(), strict=True)
    ]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"
