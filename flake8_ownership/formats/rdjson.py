"""Reviewdog's diagnostic format: rows and columns from 1, columns in UTF-8 bytes."""

from __future__ import annotations

from typing import Any

from flake8_ownership import sinks
from flake8_ownership.errors import OwnershipError
from flake8_ownership.formats.entry import HOME, NAME, Entry, Report
from flake8_ownership.source import Position

_LEVELS = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def text(report: Report) -> str:
    """One DiagnosticResult."""
    result = {
        "source": {"name": NAME, "url": HOME},
        "severity": "WARNING",
        "diagnostics": [
            *(_diagnostic(entry, report) for entry in report.entries),
            *(_error(error, report) for error in report.errors),
        ],
    }
    return sinks.document(result) + "\n"


def _diagnostic(entry: Entry, report: Report) -> dict[str, Any]:
    finding = entry.finding
    found: dict[str, Any] = {
        "message": finding.message,
        "location": {
            "path": report.path(finding.filename),
            "range": {"start": _position(entry, finding.start), "end": _position(entry, finding.end)},
        },
        "severity": _LEVELS[finding.severity],
        "code": {"value": finding.code, **({"url": entry.url} if entry.url else {})},
    }
    if entry.replacements:
        found["suggestions"] = [
            {"range": {"start": _position(entry, edit.start), "end": _position(entry, edit.end)}, "text": edit.text}
            for edit in entry.replacements
        ]
    return found


def _error(error: OwnershipError, report: Report) -> dict[str, Any]:
    path = report.path_of(error)
    start = {"line": error.line or 1, "column": 1}
    return {
        "message": error.words,
        "location": {"path": path, "range": {"start": start, "end": start}},
        "severity": "ERROR",
        "code": {"value": "error"},
    }


def _position(entry: Entry, position: Position) -> dict[str, int]:
    return {"line": position.row, "column": entry.byte_column(position) + 1}
