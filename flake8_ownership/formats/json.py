"""Findings with ruff's keys, which editors read already; and the full account of all sites."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from flake8_ownership.errors import OwnershipError
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import Site
from flake8_ownership.source import Position

VERSION = 1


def findings(found: Iterable[Finding]) -> str:
    """A JSON array, an object a finding."""
    return json.dumps([_finding(finding) for finding in found], indent=2, ensure_ascii=False)


def sites(found: Iterable[tuple[Site, tuple[str, ...]]], errors: Iterable[OwnershipError]) -> str:
    """The account on which scoring, `why` and reports stand: `{"version": 1, "sites": […], "errors": […]}`."""
    return json.dumps(
        {
            "version": VERSION,
            "sites": [site(one, codes) for one, codes in found],
            "errors": [_error(error) for error in errors],
        },
        indent=1,
        ensure_ascii=False,
    )


def site(one: Site, codes: tuple[str, ...]) -> dict[str, Any]:
    """One site; rows and columns from 1, columns in characters."""
    identity, ruling = one.identity, one.ruling
    return {
        "filename": relative(one.filename),
        "location": _position(one.start),
        "end_location": _position(one.end),
        "function": one.function,
        "call": one.call,
        "consumed": one.consumed,
        "api": identity.api,
        "library": identity.library,
        "kind": identity.kind,
        "evidence": identity.evidence,
        "certainty": identity.certainty,
        "verdict": one.verdict,
        "logged": one.logged,
        "counted": one.counted,
        "reraised": ruling.reraised,
        "traceback": one.traceback,
        "context": one.context,
        "guard_row": ruling.guard_row,
        "reason": ruling.reason,
        "codes": list(codes),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    fix: Mapping[str, Any] | None = None
    if finding.edit is not None:
        fix = {"applicability": finding.edit.safety, "message": finding.edit.title, "edits": []}
    return {
        "code": finding.code,
        "name": finding.name,
        "message": finding.message,
        "filename": relative(finding.filename),
        "location": _position(finding.start),
        "end_location": _position(finding.end),
        "fix": fix,
        "noqa_row": finding.start.row,
        "severity": finding.severity,
        "url": None,
        "reason": finding.reason,
    }


def _error(error: OwnershipError) -> dict[str, Any]:
    return {"filename": relative(error.path), "line": error.line, "key": error.key, "message": error.message}


def _position(position: Position) -> dict[str, int]:
    return {"row": position.row, "column": position.column + 1}


def relative(filename: str) -> str:
    """A path relative to the working directory where it lies below it, with forward slashes."""
    path = Path(filename)
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
