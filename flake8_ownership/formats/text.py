"""Findings for people: as lines that editors follow, and in full, with the call underlined and the reason beneath."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from flake8_ownership import sinks
from flake8_ownership.formats.entry import Entry, Report
from flake8_ownership.formats.ranking import is_assumed
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import Site

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}
_ASSUMED = " (assumed to be I/O)"
_TAB = 4


def line(finding: Finding, *, in_full: bool = False) -> str:
    """`path:row:column: CODE message`; columns from 1, in characters. In full, with the severity before the code, and
    behind the message that something is only assumed.
    """
    words = said(finding) if in_full else f"{finding.code} {finding.message}"
    return sinks.line(f"{finding.filename}:{place(finding)}: {words}")


def pylint(report: Report) -> str:
    """As pylint's parsers read it: `path:row: [CODE] message`."""
    lines = [f"{report.path(error.path)}:{error.line or 1}: [error] {error.words}" for error in report.errors]
    for entry in report.entries:
        finding = entry.finding
        place = f"{report.path(finding.filename)}:{finding.start.row}"
        lines.append(f"{place}: [{finding.code}({finding.name})] {finding.message}")
    return "".join(f"{sinks.line(line)}\n" for line in lines)


def short(finding: Finding) -> str:
    """A finding under the heading of its file."""
    return sinks.line(f"{place(finding)}: {said(finding)}")


def place(finding: Finding) -> str:
    """`row:column`."""
    return f"{finding.start.row}:{finding.start.column + 1}"


def said(finding: Finding) -> str:
    """All that people see of a finding apart from its place."""
    return f"{finding.severity} {finding.code} {finding.message}{_ASSUMED * is_assumed(finding)}"


def full(entry: Entry) -> Text:
    """A finding in full, styled; the plain text of it is what a file gets."""
    finding = entry.finding
    found = Text.assemble(
        (sinks.line(finding.filename), "bold"),
        (f":{place(finding)}: ", "dim"),
        (f"{finding.severity} {finding.code}", _STYLES[finding.severity]),
        f" {sinks.part(finding.message)}{_ASSUMED * is_assumed(finding)}\n",
    )
    if entry.lines and finding.call:
        found.append_text(_excerpt(entry))
    return found


def _excerpt(entry: Entry) -> Text:
    finding = entry.finding
    start, end = finding.start, finding.end
    text = entry.line(start.row)
    until = end.column if end.row == start.row else len(text)
    before = sinks.part(text[: start.column].expandtabs(_TAB))
    call, after = (sinks.part(part.replace("\t", " " * _TAB)) for part in (text[start.column : until], text[until:]))
    number = str(start.row)
    margin = " " * len(number)
    found = Text()
    found.append(f"{margin} |\n{number} | ", "dim")
    found.append(f"{before}{call}{after}\n")
    found.append(f"{margin} | ", "dim")
    more = " …" if end.row != start.row else ""
    found.append(" " * cell_len(before) + "^" * max(cell_len(call), 1) + f"{more}\n", _STYLES[finding.severity])
    if finding.guard_row is not None and finding.guard_row != start.row:
        found.append_text(_guard(entry, finding.guard_row, len(margin)))
    for word, words in _notes(entry):
        found.append(f"{margin} = ", "dim")
        found.append(f"{word}: ", "bold")
        found.append(f"{sinks.part(words)}\n")
    found.append("\n")
    return found


def _guard(entry: Entry, row: int, width: int) -> Text:
    """The line that decides what becomes of the failure, underlined from its first character to its last."""
    code = sinks.part(entry.line(row).expandtabs(_TAB)).rstrip()
    indent = len(code) - len(code.lstrip())
    found = Text()
    found.append(f"{row:{width}} | ", "dim")
    found.append(f"{code}\n")
    found.append(f"{' ' * width} | ", "dim")
    found.append(" " * indent + "-" * max(cell_len(code.lstrip()), 1) + "\n", _STYLES[entry.finding.severity])
    return found


def _notes(entry: Entry) -> Iterator[tuple[str, str]]:
    finding = entry.finding
    if finding.reason:
        yield (finding.fact.verdict if isinstance(finding.fact, Site) else "because"), finding.reason
    if finding.edit is not None and finding.edit.safety != "display-only":
        # Whether a fix is refused turns out only when it is tried.
        flag = " --unsafe-fixes" if finding.edit.safety == "unsafe" else ""
        yield "may be fixed", f"{finding.edit.title} (fix{flag} --diff shows it)"
