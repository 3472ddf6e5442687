"""SARIF 2.1.0, as GitHub's code scanning and other viewers read it."""

from __future__ import annotations

from typing import Any

from flake8_ownership import __version__, rules, sinks
from flake8_ownership.errors import OwnershipError
from flake8_ownership.formats.entry import HOME, NAME, Entry, Replacement, Report, page
from flake8_ownership.rules import Rule
from flake8_ownership.sites.site import Spot
from flake8_ownership.source import Position

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000  # what GitHub takes in one file
MOST_CHARACTERS = 1_024  # of a rule's full description, likewise
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def text(report: Report) -> str:
    """One run; paths are relative URIs, columns count characters."""
    entries = report.entries[:MOST_RESULTS]
    described = _rules(entries)
    places = {rule["id"]: number for number, rule in enumerate(described)}
    notes = [_notification(error, report) for error in report.errors]
    if len(report.entries) > len(entries):
        left = f"{len(report.entries) - len(entries)} more findings are left out: a file holds {MOST_RESULTS:,}"
        notes.append({"level": "warning", "message": {"text": left}})
    run = {
        "tool": {
            "driver": {
                "name": NAME,
                "semanticVersion": __version__,
                "informationUri": HOME,
                "rules": described,
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not report.errors, "toolExecutionNotifications": notes}],
        "results": [
            _result(entry, places[entry.finding.code], fingerprint, report)
            for entry, fingerprint in zip(entries, report.fingerprints(), strict=False)
        ],
    }
    return sinks.document({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _rules(entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    """Every rule of ours, so that a viewer can tell that one found nothing; and whatever else the entries name."""
    found = [_rule(rule) for rule in rules.all_rules()]
    ours = {rule["id"] for rule in found}
    others = {entry.finding.code: entry.finding for entry in entries if entry.finding.code not in ours}
    for code, finding in sorted(others.items()):
        level = _LEVELS[finding.severity]
        found.append({"id": code, "name": finding.name or code, "defaultConfiguration": {"level": level}})
    return found


def _rule(rule: Rule) -> dict[str, Any]:
    docs = rule.docs()
    why = docs.partition("## Why\n")[2].partition("\n## ")[0]
    level = _LEVELS[rule.severity]
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary()},
        "fullDescription": {"text": _short(" ".join(f"{rule.summary()} {why}".split()))},
        "help": {"text": docs, "markdown": docs},
        "helpUri": page(rule.code),
        "defaultConfiguration": {"level": level, "enabled": rule.on},
        "properties": {
            "precision": "high" if rule.on else "medium",
            "problem.severity": "recommendation" if level == "note" else level,
            "tags": ["observability", "reliability"],
        },
    }


def _short(words: str) -> str:
    return words if len(words) <= MOST_CHARACTERS else words[: MOST_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"


def _result(entry: Entry, index: int, fingerprint: str, report: Report) -> dict[str, Any]:
    finding = entry.finding
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(finding.filename, report),
                    "region": _region(finding.start, finding.end),
                },
                **({"logicalLocations": [{"fullyQualifiedName": finding.function}]} if finding.function else {}),
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
    }
    if finding.covers:
        result["relatedLocations"] = [
            _related(spot, report.place(spot, entry), number) for number, spot in enumerate(finding.covers)
        ]
    if finding.edit is not None and entry.replacements:
        changes = [_replacement(edit) for edit in entry.replacements]
        artifact = _artifact(finding.filename, report)
        result["fixes"] = [
            {
                "description": {"text": finding.edit.title},
                "artifactChanges": [{"artifactLocation": artifact, "replacements": changes}],
            }
        ]
    return result


def _related(spot: Spot, path: str, number: int) -> dict[str, Any]:
    """A call elsewhere whose failure is lost at the result; `path` is its file."""
    return {
        "id": number,
        "message": {"text": f"{spot.call} can fail"},
        "physicalLocation": {
            "artifactLocation": {"uri": sinks.uri(path), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": spot.row, "startColumn": spot.column + 1},
        },
    }


def _artifact(filename: str, report: Report) -> dict[str, str]:
    return {"uri": sinks.uri(report.path(filename)), "uriBaseId": "%SRCROOT%"}


def _region(start: Position, end: Position) -> dict[str, int]:
    return {
        "startLine": start.row,
        "startColumn": start.column + 1,
        "endLine": end.row,
        "endColumn": end.column + 1,
    }


def _replacement(edit: Replacement) -> dict[str, Any]:
    return {"deletedRegion": _region(edit.start, edit.end), "insertedContent": {"text": edit.text}}


def _notification(error: OwnershipError, report: Report) -> dict[str, Any]:
    found: dict[str, Any] = {"level": "error", "message": {"text": str(error)}}
    if report.has_place(error):
        place: dict[str, Any] = {"artifactLocation": _artifact(error.path, report)}
        if error.line is not None:
            place["region"] = {"startLine": error.line}
        found["locations"] = [{"physicalLocation": place}]
    return found
