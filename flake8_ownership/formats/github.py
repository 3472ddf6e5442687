"""Annotations of a GitHub workflow, and the summary of its step in Markdown."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from flake8_ownership import sinks
from flake8_ownership.errors import OutputError, OwnershipError
from flake8_ownership.formats.entry import NAME, Entry, Report, is_ours, page
from flake8_ownership.formats.text import line

SHOWN = 10  # errors, and as many warnings, that GitHub shows of one step
ROWS = 200  # findings that a summary lists; GitHub takes a megabyte
_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def text(report: Report) -> str:
    """A workflow command a finding; those that GitHub would drop come as plain lines, and a notice says how many."""
    lines = [_error(error, report) for error in report.errors]
    used = Counter({"error": len(lines)})
    plain = []
    for entry in report.entries:
        level = _LEVELS[entry.finding.severity]
        used[level] += 1
        if used[level] <= SHOWN:
            lines.append(_annotation(entry, level, report))
        else:
            plain.append(line(entry.finding))
    if plain:
        lines += plain
        lines.append(f"::notice title={NAME}::{len(plain)} more findings are in the log of this step")
    return "".join(f"{line}\n" for line in lines)


def summary(report: Report) -> str:
    """What a step's summary says: how much was found, by rule, and where."""
    if not report.entries and not report.errors:
        return "### flake8-ownership\n\nNo call fails unseen.\n"
    lines = ["### flake8-ownership", ""]
    lines += [f"- **error** {sinks.markdown(str(error))}" for error in report.errors]
    if report.errors:
        lines.append("")
    by_rule = Counter((entry.finding.code, entry.finding.name) for entry in report.entries)
    if by_rule:
        lines += ["| rule | findings |", "|---|---|"]
        lines += [
            f"| {_linked(code)} {sinks.markdown(name)} | {count} |" for (code, name), count in sorted(by_rule.items())
        ]
        lines += ["", "| place | finding |", "|---|---|"]
    for entry in report.entries[:ROWS]:
        finding = entry.finding
        place = f"{report.path(finding.filename)}:{finding.start.row}"
        lines.append(f"| {sinks.markdown_code(place)} | {sinks.markdown(f'{finding.code} {finding.message}')} |")
    if len(report.entries) > ROWS:
        lines += ["", f"{len(report.entries) - ROWS} more are in the log."]
    return "\n".join(lines) + "\n"


def append_summary(report: Report) -> None:
    """Writes the summary to where the runner wants it, if there is a runner. Raises OutputError."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(summary(report))
    except OSError as error:
        raise OutputError(path, f"cannot be written: {error.strerror or error}", key="GITHUB_STEP_SUMMARY") from error


def _annotation(entry: Entry, level: str, report: Report) -> str:
    finding = entry.finding
    place = {
        "file": report.path(finding.filename),
        "line": finding.start.row,
        "endLine": finding.end.row,
        "col": finding.start.column + 1,
        "endColumn": finding.end.column + 1,
        "title": f"{finding.code} {finding.name}".strip(),
    }
    if finding.start.row != finding.end.row:
        # GitHub refuses columns of a span over several lines.
        del place["col"], place["endColumn"]
    return _command(level, place, finding.message)


def _error(error: OwnershipError, report: Report) -> str:
    """An error at its file, where it is about one."""
    place: dict[str, object] = {}
    if report.has_place(error):
        place["file"] = report.path(error.path)
        if error.line is not None:
            place["line"] = error.line
    return _command("error", {**place, "title": NAME}, str(error))


def _command(level: str, properties: Mapping[str, object], message: str) -> str:
    written = ",".join(f"{key}={sinks.annotation_property(str(value))}" for key, value in properties.items())
    return f"::{level} {written}::{sinks.annotation(message)}"


def _linked(code: str) -> str:
    """A code with the page of its rule, where it is ours."""
    return f"[{code}]({page(code)})" if is_ours(code) else sinks.markdown(code)
