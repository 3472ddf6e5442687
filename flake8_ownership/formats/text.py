"""Findings for people: as lines that editors follow, and in full, with the call underlined and the reason beneath."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.text import Text

from flake8_ownership.formats.entry import Entry
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import Site

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}
_TAB = 4


def line(finding: Finding) -> str:
    """`path:row:column: CODE message`; columns from 1, in characters."""
    return f"{finding.filename}:{finding.start.row}:{finding.start.column + 1}: {finding.code} {finding.message}"


def full(entry: Entry) -> Text:
    """A finding in full, styled; the plain text of it is what a file gets."""
    finding = entry.finding
    found = Text.assemble(
        (finding.filename, "bold"),
        (f":{finding.start.row}:{finding.start.column + 1}: ", "dim"),
        (finding.code, _STYLES[finding.severity]),
        f" {finding.message}\n",
    )
    if entry.lines and finding.call:
        found.append_text(_excerpt(entry))
    return found


def _excerpt(entry: Entry) -> Text:
    finding = entry.finding
    start, end = finding.start, finding.end
    text = entry.line(start.row)
    until = end.column if end.row == start.row else len(text)
    before, call = text[: start.column].expandtabs(_TAB), text[start.column : until].replace("\t", " " * _TAB)
    number = str(start.row)
    margin = " " * len(number)
    found = Text()
    found.append(f"{margin} |\n{number} | ", "dim")
    found.append(f"{before}{call}{text[until:].replace(chr(9), ' ' * _TAB)}\n")
    found.append(f"{margin} | ", "dim")
    more = " …" if end.row != start.row else ""
    found.append(" " * cell_len(before) + "^" * max(cell_len(call), 1) + f"{more}\n", _STYLES[finding.severity])
    for word, words in _notes(entry):
        found.append(f"{margin} = ", "dim")
        found.append(f"{word}: ", "bold")
        found.append(f"{words}\n")
    found.append("\n")
    return found


def _notes(entry: Entry) -> Iterator[tuple[str, str]]:
    finding = entry.finding
    if finding.reason:
        yield (finding.fact.verdict if isinstance(finding.fact, Site) else "because"), finding.reason
    if finding.edit is not None and finding.edit.safety != "display-only":
        flag = "--fix --unsafe-fixes" if finding.edit.safety == "unsafe" else "--fix"
        yield "fix", f"{finding.edit.title} ({flag})"


def summary(findings: Iterable[Finding], errors: int, known: int = 0) -> str:
    """How much was found, in one sentence; `known` to a baseline is not in `findings`."""
    found = list(findings)
    files = len({finding.filename for finding in found})
    parts = [f"{len(found)} finding{'s' * (len(found) != 1)} in {files} file{'s' * (files != 1)}"] if found else []
    safety = Counter(finding.edit.safety for finding in found if finding.edit is not None)
    if safety["safe"]:
        parts.append(f"{safety['safe']} with a fix")
    if safety["unsafe"]:
        parts.append(f"{safety['unsafe']} with one for --unsafe-fixes")
    if errors:
        parts.append(f"{errors} error{'s' * (errors != 1)}")
    if known:
        parts.append(f"{known} known to the baseline")
    return ", ".join(parts) or "nothing found"
