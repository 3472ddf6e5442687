"""Findings for people: as lines that editors follow, and in full, with the call underlined and the reason beneath."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from flake8_ownership import sinks
from flake8_ownership.formats.entry import Entry
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import Site

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}
_TAB = 4


def line(finding: Finding) -> str:
    """`path:row:column: CODE message`; columns from 1, in characters."""
    place = f"{finding.filename}:{finding.start.row}:{finding.start.column + 1}"
    return sinks.line(f"{place}: {finding.code} {finding.message}")


def full(entry: Entry) -> Text:
    """A finding in full, styled; the plain text of it is what a file gets."""
    finding = entry.finding
    found = Text.assemble(
        (sinks.line(finding.filename), "bold"),
        (f":{finding.start.row}:{finding.start.column + 1}: ", "dim"),
        (finding.code, _STYLES[finding.severity]),
        f" {sinks.part(finding.message)}\n",
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
    for word, words in _notes(entry):
        found.append(f"{margin} = ", "dim")
        found.append(f"{word}: ", "bold")
        found.append(f"{sinks.part(words)}\n")
    found.append("\n")
    return found


def _notes(entry: Entry) -> Iterator[tuple[str, str]]:
    finding = entry.finding
    if finding.reason:
        yield (finding.fact.verdict if isinstance(finding.fact, Site) else "because"), finding.reason
    if finding.edit is not None and finding.edit.safety != "display-only":
        flag = "--fix --unsafe-fixes" if finding.edit.safety == "unsafe" else "--fix"
        yield "fix", f"{finding.edit.title} ({flag})"


def summary(
    findings: Iterable[Finding],
    errors: int,
    known: int = 0,
    files: int | None = None,
    mended: Sequence[Finding] | None = None,
) -> str:
    """How much was found, in one sentence; `known` to a baseline is not in `findings`. `files` were looked at, and a
    fix has `mended` some findings, where that was tried; else it is said how many it may mend at most."""
    found = list(findings)
    parts = []
    if found:
        parts.append(f"{_counted(len(found), 'finding')} in {_counted(len({one.filename for one in found}), 'file')}")
    told = found if mended is None else mended
    safety = Counter(finding.edit.safety for finding in told if finding.edit is not None)
    most = "up to " if mended is None else ""
    if safety["safe"]:
        parts.append(f"{most}{safety['safe']} with a fix")
    if safety["unsafe"]:
        parts.append(f"{most}{safety['unsafe']} with one for --unsafe-fixes")
    if errors:
        parts.append(_counted(errors, "error"))
    if known:
        parts.append(f"{known} known to the baseline")
    if not parts:
        parts.append("nothing found" if files is None else f"nothing found in {_counted(files, 'file')}")
    return ", ".join(parts)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
