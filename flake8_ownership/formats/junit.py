"""JUnit's XML: a suite a file, a failed case a finding; CI systems show it beside the tests."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from flake8_ownership.errors import OwnershipError
from flake8_ownership.formats.entry import NAME, Entry, Report
from flake8_ownership.formats.ranking import rule_of
from flake8_ownership.sinks import xml


def text(report: Report) -> str:
    """A document; with nothing found, one case that passes, since some readers take none for a run that broke."""
    cases = [(report.path(entry.finding.filename), _case(entry, report)) for entry in report.entries]
    cases += [(report.path_of(error), _error(error, report)) for error in report.errors]
    failures, errors = len(report.entries), len(report.errors)
    tests = max(len(cases), 1)
    head = f'<testsuites name="{NAME}" tests="{tests}" failures="{failures}" errors="{errors}">'
    lines = ['<?xml version="1.0" encoding="utf-8"?>', head, *_suites(cases), "</testsuites>"]
    return "".join(f"{line}\n" for line in lines)


def _suites(cases: list[tuple[str, str]]) -> Iterator[str]:
    if not cases:
        yield f'  <testsuite name="{NAME}" tests="1" failures="0" errors="0">'
        yield f'    <testcase name="{NAME}" classname="{NAME}"/>'
        yield "  </testsuite>"
    for path, found in groupby(sorted(cases, key=lambda case: case[0]), key=lambda case: case[0]):
        rows = [row for _, row in found]
        errors = sum("<error " in row for row in rows)
        counts = f'tests="{len(rows)}" failures="{len(rows) - errors}" errors="{errors}"'
        yield f'  <testsuite name="{xml(path)}" {counts}>'
        yield from rows
        yield "  </testsuite>"


def _case(entry: Entry, report: Report) -> str:
    finding = entry.finding
    row, column = finding.start.row, finding.start.column + 1
    path = report.path(finding.filename)
    name = f"{rule_of(finding)} {path}:{row}:{column}"
    said = xml(f"{path}:{row}:{column}: {finding.code} {finding.message}")
    return (
        f'    <testcase name="{xml(name)}" classname="{xml(path)}" file="{xml(path)}" line="{row}">'
        f'<failure type="{finding.severity}" message="{xml(finding.message)}">{said}</failure></testcase>'
    )


def _error(error: OwnershipError, report: Report) -> str:
    path = report.path_of(error)
    return (
        f'    <testcase name="error {xml(path)}" classname="{xml(path)}">'
        f'<error type="error" message="{xml(error.words)}">{xml(str(error))}</error></testcase>'
    )
