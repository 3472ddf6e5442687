"""How much was found: where to start, and counts by rule, file, folder and library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from flake8_ownership import sinks
from flake8_ownership.catalogue import Catalogue
from flake8_ownership.formats.entry import Mended, Report
from flake8_ownership.formats.ranking import library_of, ranked, rule_of
from flake8_ownership.formats.summary import counted
from flake8_ownership.formats.text import line
from flake8_ownership.sites.site import Operation

STARTS = 5  # findings that are named as those to start with
ROWS = 10  # of a table, unless another limit is asked for


def _mended(report: Report) -> dict[str, str]:
    """How many of each rule's findings `fix` and `fix --unsafe-fixes` fix; rules without any are left out."""
    if report.mended is None:
        return {}
    safe, unsafe = (Counter(map(rule_of, found)) for found in (report.mended.safe, report.mended.unsafe))
    parts = {rule: (("fix", safe[rule]), ("fix --unsafe-fixes", unsafe[rule] - safe[rule])) for rule in safe | unsafe}
    return {rule: ", ".join(f"{count} by {flags}" for flags, count in of if count > 0) for rule, of in parts.items()}


def counts(report: Report) -> dict[str, dict[str, int]]:
    """The number of findings by `severity`, `rule`, `file`, `folder` and `library`, the most first."""
    findings = [entry.finding for entry in report.entries]
    paths = [report.path(finding.filename) for finding in findings]
    return {
        "severity": _counted(finding.severity for finding in findings),
        "rule": _counted(rule_of(finding) for finding in findings),
        "file": _counted(paths),
        "folder": _counted(str(PurePosixPath(path).parent) for path in paths),
        "library": _counted(library_of(finding) for finding in findings),
    }


def text(report: Report, limit: int | None = None) -> str:
    """What to start with, and the counts as a table each, of `limit` rows at most; beside a rule stands how many of
    its findings are fixed by what, beside a file how bad they are. The worst file comes first."""
    tables = counts(report)
    del tables["severity"]
    severities = _severities(report)
    worst = sorted(tables["file"], key=lambda path: (-severities[path]["error"], -severities[path]["warning"]))
    tables["file"] = {path: tables["file"][path] for path in worst}
    notes = _mended(report) | {path: _told(found) for path, found in severities.items()}
    blocks = [_start(report)] if len(report.entries) > STARTS else []
    blocks += [_block(name, table, notes, limit or ROWS) for name, table in tables.items() if table]
    blocks += [_left_to_frameworks(report)] if "OWN107 framework-only" in tables["rule"] else []
    return "\n".join(filter(None, blocks))


def as_json(report: Report) -> str:
    """The counts as an object, and how many findings `fix` fixes, and how many more `fix --unsafe-fixes`."""
    mended = report.mended or Mended()
    fixable = {"safe": len(mended.safe), "unsafe": max(0, len(mended.unsafe) - len(mended.safe))}
    return sinks.document(counts(report) | {"fixable": fixable}) + "\n"


def _start(report: Report) -> str:
    """The findings that lose most, one a function."""
    first = {(entry.finding.filename, entry.finding.function): entry for entry in reversed(ranked(report.entries))}
    lines = [line(entry.finding, in_full=True) for entry in ranked(first.values())[:STARTS]]
    return "start here\n" + "".join(f"  {words}\n" for words in lines)


def _left_to_frameworks(report: Report) -> str:
    """How many findings go where the log of a framework is enough."""
    facts = (entry.finding.fact for entry in report.entries if entry.finding.code == "OWN107")
    found = _counted(fact.framework for fact in facts if isinstance(fact, Operation) and fact.framework)
    lines = ["if what a framework reports is enough for you\n"]
    for framework, count in found.items():
        packages = sorted(Catalogue().packages_of(framework))
        if packages:
            named = ", ".join(f'"{package}"' for package in packages)
            lines.append(f"  boundaries = [{named}]  leaves {counted(count, 'finding')} to {framework}\n")
    return "".join(lines) if len(lines) > 1 else ""


def _severities(report: Report) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for entry in report.entries:
        found.setdefault(report.path(entry.finding.filename), Counter())[entry.finding.severity] += 1
    return found


def _told(severities: Mapping[str, int]) -> str:
    parts = [counted(severities[name], name) for name in ("error", "warning") if severities.get(name)]
    return ", ".join(parts)


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))


def _block(name: str, table: Mapping[str, int], notes: Mapping[str, str], limit: int) -> str:
    return f"by {name}\n" + "".join(f"{line}\n" for line in _rows(table, notes, limit))


def _rows(table: Mapping[str, int], notes: Mapping[str, str], limit: int) -> Iterator[str]:
    rows = [(count, sinks.line(key), notes.get(key, "")) for key, count in list(table.items())[:limit]]
    width, longest = len(str(max(table.values()))), max(len(words) for _, words, _ in rows)
    yield from (f"  {count:{width}}  {words:{longest}}  {note}".rstrip() for count, words, note in rows)
    if len(table) > limit:
        rest = list(table.values())[limit:]
        yield f"  {sum(rest):{width}}  in {len(rest)} more"
