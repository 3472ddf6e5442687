"""Why a call is a finding, or is none: the way that told what it is, and what decided about its failure."""

from __future__ import annotations

import json
from collections.abc import Iterator

from flake8_ownership import rules, sinks
from flake8_ownership.check import Explained
from flake8_ownership.formats.json import relative
from flake8_ownership.outstanding import Outstanding
from flake8_ownership.rules import Finding
from flake8_ownership.sites.calls import Refusal
from flake8_ownership.sites.site import Report, Site, Step

_CERTAINTY = {
    "catalogued": "the catalogue lists it",
    "assumed": "assumed: the catalogue does not know it, and nothing says that it does no I/O",
    "named": "only its names say so",
}


def lines(explained: list[Explained], path: str, row: int, told: Outstanding | None = None) -> Iterator[str]:
    """The explanation of a row, a line at a time; `told` says which of its findings are told."""
    if not explained:
        yield sinks.line(f"{relative(path)}:{row}: no call here")
    for one in explained:
        yield sinks.line(f"{relative(path)}:{one.start.row}:{one.start.column + 1}: {one.call}")
        yield from map(sinks.line, _of(one, told))


def _of(one: Explained, told: Outstanding | None) -> Iterator[str]:
    if one.site is not None:
        yield from _site(one.site)
        yield from _verdict(one.site, one.codes, told)
    elif one.refusal is not None:
        yield from _refusal(one.refusal)


def _site(site: Site) -> Iterator[str]:
    identity, ruling = site.identity, site.ruling
    yield from _way(identity.steps)
    what = f"{identity.api}, " if identity.api else ""
    yield f"  is I/O: {what}{identity.kind} ({_CERTAINTY[identity.certainty]}; evidence: {identity.evidence})"
    where = f" in line {ruling.guard_row}" if ruling.guard_row is not None else ""
    yield f"  {site.verdict}{where}: {ruling.reason}"
    yield from (f"  report in line {report.row}: {_report(report)}" for report in ruling.reports)
    yield from (f"  heard by nobody, in line {report.row}: {_report(report)}" for report in ruling.whispers)
    if site.at_hand:
        yield f"  identifiers at hand: {', '.join(sorted(site.at_hand))}"


def _verdict(site: Site, codes: tuple[str, ...], told: Outstanding | None) -> Iterator[str]:
    if not codes:
        yield f"  no finding{_quiet(site)}"
        return
    for code in codes:
        rule = rules.by_code(code)
        name = f" {rule.name}" if rule is not None else ""
        yield f"  {code}{name}{_fate(site, code, told)} (flake8-ownership rule {code})"
    yield f"  if this is no I/O: not-io = [{json.dumps(site.identity.api or site.call)}]"


def _fate(site: Site, code: str, told: Outstanding | None) -> str:
    """What keeps a finding from being told, if anything does."""
    if told is None or any(_is_of(finding, site, code) for finding in told.findings):
        return ""
    if any(_is_of(finding, site, code) for finding in told.waived):
        return ", waived by a comment"
    return ", known to the baseline or unchanged since the base"


def _is_of(finding: Finding, site: Site, code: str) -> bool:
    return finding.code == code and finding.start == site.start


def _refusal(refusal: Refusal) -> Iterator[str]:
    yield from _way(refusal.steps)
    yield f"  no site: {refusal.reason}"


def _way(steps: tuple[Step, ...]) -> Iterator[str]:
    for step in steps:
        yield f"  {relative(step.filename)}:{step.row}: {step.text}"


def _report(report: Report) -> str:
    level = f" at level {report.level}" if report.level else ""
    return f"{report.sort}{level}{', with the traceback' if report.traceback else ''}"


def _quiet(site: Site) -> str:
    if site.identity.teardown:
        return ": it only closes something"
    if site.identity.quiet:
        return ": the catalogue marks it as noise"
    return ""
