"""Annotations of a GitHub workflow, and the summary of its step in Markdown."""

from __future__ import annotations

from collections import Counter

from flake8_ownership.formats.entry import Entry, Report, page
from flake8_ownership.formats.text import line

SHOWN = 10  # errors, and as many warnings, that GitHub shows of one step
ROWS = 200  # findings that a summary lists; GitHub takes a megabyte
_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def text(report: Report) -> str:
    """A workflow command a finding; those that GitHub would drop come as plain lines, and a notice says how many."""
    lines = [f"::error title=flake8-ownership::{_data(str(error))}" for error in report.errors]
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
        lines.append(f"::notice title=flake8-ownership::{len(plain)} more findings are in the log of this step")
    return "".join(f"{line}\n" for line in lines)


def summary(report: Report) -> str:
    """What a step's summary says: how much was found, by rule, and where."""
    if not report.entries and not report.errors:
        return "### flake8-ownership\n\nNo call fails unseen.\n"
    lines = ["### flake8-ownership", ""]
    lines += [f"- **error** {_cell(str(error))}" for error in report.errors]
    by_rule = Counter((entry.finding.code, entry.finding.name) for entry in report.entries)
    if by_rule:
        lines += ["| rule | findings |", "|---|---|"]
        lines += [f"| [{code}]({page(code)}) {name} | {count} |" for (code, name), count in sorted(by_rule.items())]
        lines += ["", "| place | finding |", "|---|---|"]
    for entry in report.entries[:ROWS]:
        finding = entry.finding
        place = f"{report.path(finding.filename)}:{finding.start.row}"
        lines.append(f"| `{place}` | {finding.code} {_cell(finding.message)} |")
    if len(report.entries) > ROWS:
        lines += ["", f"{len(report.entries) - ROWS} more are in the log."]
    return "\n".join(lines) + "\n"


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
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in place.items())
    return f"::{level} {properties}::{_data(finding.message)}"


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|").replace("<", "&lt;")
