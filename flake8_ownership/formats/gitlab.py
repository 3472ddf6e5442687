"""GitLab's code quality report: a list of issues, each with a fingerprint of its own."""

from __future__ import annotations

import hashlib
from typing import Any

from flake8_ownership import sinks
from flake8_ownership.errors import OwnershipError
from flake8_ownership.formats.entry import Report

_LEVELS = {"error": "critical", "warning": "major", "info": "minor"}


def text(report: Report) -> str:
    """A JSON array, an object a finding, and one for each file that could not be judged."""
    issues: list[dict[str, Any]] = [
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
    issues += [_error(error, report) for error in report.errors]
    return sinks.document(issues) + "\n"


def _error(error: OwnershipError, report: Report) -> dict[str, Any]:
    path = report.path_of(error)
    known = hashlib.sha256(f"{path}\0{error.words}".encode("utf-8", "surrogatepass"))
    return {
        "type": "issue",
        "description": error.words,
        "check_name": "error",
        "fingerprint": known.hexdigest()[:32],
        "severity": "blocker",
        "location": {"path": path, "lines": {"begin": error.line or 1}},
    }
