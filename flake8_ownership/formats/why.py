"""Why a call is a finding, or is none: the way that told what it is, and what decided about its failure."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_ownership.check import Explained
from flake8_ownership.formats.json import relative
from flake8_ownership.sites.calls import Refusal
from flake8_ownership.sites.site import Report, Site, Step

_CERTAINTY = {
    "catalogued": "the catalogue lists it",
    "assumed": "assumed: the catalogue does not know it, and nothing says that it does no I/O",
    "named": "only its names say so",
}


def lines(explained: list[Explained], path: str, row: int) -> Iterator[str]:
    """The explanation of a row, a line at a time."""
    if not explained:
        yield f"{relative(path)}:{row}: no call here"
    for one in explained:
        yield f"{relative(path)}:{one.start.row}:{one.start.column + 1}: {one.call}"
        if one.site is not None:
            yield from _site(one.site, one.codes)
        elif one.refusal is not None:
            yield from _refusal(one.refusal)


def _site(site: Site, codes: tuple[str, ...]) -> Iterator[str]:
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
    yield f"  {', '.join(codes)}" if codes else f"  no finding{_quiet(site)}"


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
