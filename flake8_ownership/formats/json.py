"""Findings with ruff's keys, which editors read already; and the full account of all sites."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flake8_ownership import sinks
from flake8_ownership.errors import OwnershipError
from flake8_ownership.formats.entry import Entry, Report
from flake8_ownership.rules import Fact
from flake8_ownership.sites.site import Operation, Site, Spot
from flake8_ownership.sites.unknown_calls import UnknownCall
from flake8_ownership.source import Position

VERSION = 1


def text(report: Report) -> str:
    """A JSON array, an object a finding; rows and columns from 1, columns in characters.

    What could not be judged is an object without a code, as ruff has it.
    """
    rows = [_finding(entry, report) for entry in report.entries]
    return sinks.document([*rows, *(_unjudged(error, report) for error in report.errors)]) + "\n"


def sites(
    found: Iterable[tuple[Site, tuple[str, ...]]], unknown: Iterable[UnknownCall], errors: Iterable[OwnershipError]
) -> str:
    """The account on which scoring, `why` and reports stand: `{"version": 1, "sites": […], "unknown": […], …}`."""
    return sinks.document(
        {
            "version": VERSION,
            "sites": [site(one, codes) for one, codes in found],
            "unknown": [_unknown(one) for one in unknown],
            "errors": [_error(error) for error in errors],
        },
        indent=1,
    )


def site(one: Site, codes: tuple[str, ...]) -> dict[str, Any]:
    """One site; rows and columns from 1, columns in characters."""
    identity, ruling = one.identity, one.ruling
    return {
        **_place(one),
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


def _place(one: Site | UnknownCall) -> dict[str, Any]:
    """Which call it is, and where."""
    return {
        "filename": relative(one.filename),
        "location": _position(one.start),
        "end_location": _position(one.end),
        "function": one.function,
        "call": one.call,
        "consumed": one.consumed,
    }


def _unknown(one: UnknownCall) -> dict[str, Any]:
    """A call of which nothing tells what it is."""
    return {
        **_place(one),
        "of": one.of,
        "code": one.code,
        "reason": one.reason,
        "named": one.named,
        "own": one.own,
    }


def _finding(entry: Entry, report: Report) -> dict[str, Any]:
    finding = entry.finding
    return {
        "cell": None,
        "code": finding.code,
        "name": finding.name,
        "message": finding.message,
        "filename": report.path(finding.filename),
        "location": _position(finding.start),
        "end_location": _position(finding.end),
        "fix": _fix(entry),
        "noqa_row": entry.noqa_row or finding.start.row,
        "severity": finding.severity,
        "url": entry.url,
        "reason": finding.reason,
        **_known(finding.fact),
        "sites": _spots(finding.covers, entry, report),
        "road": _spots(finding.road, entry, report),
    }


# From what is only named like I/O to what is known to be.
_CERTAINTIES = ("catalogued", "assumed", "named")


def _known(fact: Fact | None) -> dict[str, Any]:
    """How it is known that the calls of a finding are I/O: the least certain of them, and what tells it."""
    sites = [hole.site for hole in fact.holes] if isinstance(fact, Operation) else [fact]
    known = [one.identity for one in sites if isinstance(one, Site)]
    return {
        "certainty": max((one.certainty for one in known), key=_CERTAINTIES.index, default=None),
        "evidence": sorted({one.evidence for one in known}),
    }


def _spots(spots: tuple[Spot, ...], entry: Entry, report: Report) -> list[dict[str, Any]]:
    """The calls of a finding; its own where it names no others."""
    finding = entry.finding
    placed = [(report.place(spot, entry), spot.row, spot.column, spot.call) for spot in spots]
    itself = (report.path(finding.filename), finding.start.row, finding.start.column, finding.call)
    return [
        {"filename": filename, "row": row, "column": column + 1, "call": call}
        for filename, row, column, call in placed or [itself]
    ]


def _unjudged(error: OwnershipError, report: Report) -> dict[str, Any]:
    place = {"row": error.line or 1, "column": 1}
    return {
        "cell": None,
        "code": None,
        "name": "error",
        "message": error.words,
        "filename": report.path_of(error),
        "location": place,
        "end_location": place,
        "fix": None,
        "noqa_row": None,
        "severity": "error",
        "url": None,
        "reason": "",
        "certainty": None,
        "evidence": [],
        "sites": [],
        "road": [],
    }


def _fix(entry: Entry) -> dict[str, Any] | None:
    if entry.finding.edit is None or not entry.replacements:
        return None
    edits = [
        {"content": edit.text, "location": _position(edit.start), "end_location": _position(edit.end)}
        for edit in entry.replacements
    ]
    return {"applicability": entry.finding.edit.safety, "message": entry.finding.edit.title, "edits": edits}


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
