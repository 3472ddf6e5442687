"""Why a call is a finding, or is none: the way that told what it is, and what decided about its failure."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator, Sequence

from flake8_ownership import rules, sinks
from flake8_ownership.catalogue import Catalogue
from flake8_ownership.check import Explained
from flake8_ownership.formats import tree
from flake8_ownership.formats.json import relative
from flake8_ownership.formats.tree import BOXES, Style
from flake8_ownership.outstanding import NOT_TOLD, Outstanding
from flake8_ownership.roads.node import Explanation, Node, Road, Told
from flake8_ownership.sites.site import Report, Site, Spot, Step
from flake8_ownership.source import Position

_CERTAINTY = {
    "catalogued": "the catalogue lists it",
    "assumed": "assumed: the catalogue does not know it, and nothing says that it does no I/O",
    "named": "only its names say so",
}


def lines(found: Explanation, path: str, row: int, style: Style = BOXES) -> Iterator[str]:
    """The explanation of a row, a line at a time."""
    return map(sinks.line, _Row(found, path, style).lines(row))


def of_call(one: Explained, path: str, told: Outstanding) -> Iterator[str]:
    """The explanation of one call by itself, without the roads of its failure."""
    codes = [_named(code, _fate(one.start, code, told)) for code in one.codes]
    for text in (_head(one, path), *_of(one), *_findings(one, codes)):
        yield sinks.line(text)


class _Row:
    """The explanation of one row; each finding is named at the first thing that it is about."""

    def __init__(self, found: Explanation, path: str, style: Style) -> None:
        self._found = found
        self._path = path
        self._style = style
        self._left = list(found.told)

    def lines(self, row: int) -> Iterator[str]:
        found = self._found
        if found.is_empty:
            yield f"{relative(self._path)}:{row}: no call here"
        for guard in found.guards:
            yield from self._guard(guard)
        for one in found.calls:
            road = found.roads.get(one.start)
            yield _head(one, self._path)
            yield from _of(one)
            yield from self._road(road) if road is not None else ()
            yield from _findings(one, list(self._told(one, road)), is_cut=road is not None and _is_cut(road))
            yield from _trust(road.told if road is not None else ())
        rest = [f"  {self._finding(told)}" for told in self._left]
        if rest:
            yield f"{relative(self._path)}:{row}: it is an end of"
            yield from rest
        yield from (f"  {limit}" for limit in found.limits)

    def _guard(self, guard: Node) -> Iterator[str]:
        assert guard.spot is not None
        yield f"{self._place(guard.spot)}: {guard.ending}: {guard.text}"
        yield from self._tree(guard.children)
        for told in guard.told:
            yield f"  {self._finding(told)}"
        self._left = [told for told in self._left if told not in guard.told]

    def _road(self, road: Road) -> Iterator[str]:
        if road.inwards:
            yield "  inside it can fail:"
            yield from self._tree(road.inwards)
        yield "  where its failure goes:" if road.outwards else "  its failure is not followed"
        yield from self._tree(road.outwards)

    def _tree(self, nodes: Sequence[Node]) -> Iterator[str]:
        return (f"  {line}" for line in tree.lines(nodes, self._style, self._place))

    def _told(self, one: Explained, road: Road | None) -> Iterator[str]:
        """What is reported of a call, wherever it stands."""
        at_call = [told for told in self._found.told if (told.row, told.column) == (one.start.row, one.start.column)]
        for told in dict.fromkeys([*(at_call if one.codes else ()), *(road.told if road is not None else ())]):
            if told in self._left:
                self._left.remove(told)
            yield self._finding(told, one)

    def _finding(self, told: Told, one: Explained | None = None) -> str:
        here = one is not None and (told.row, told.column) == (one.start.row, one.start.column)
        spot = Spot(told.filename, told.row, told.column, "")
        return _named(told.code, told.fate, "" if here else f" at {self._place(spot)}:{told.column + 1}")

    def _place(self, spot: Spot) -> str:
        return f"{relative(str(self._found.root / spot.filename))}:{spot.row}"


def _head(one: Explained, path: str) -> str:
    return f"{relative(path)}:{one.start.row}:{one.start.column + 1}: {one.call}"


def _of(one: Explained) -> Iterator[str]:
    if one.site is not None:
        yield from _site(one.site)
    else:
        yield from _way(one.steps)
        yield f"  no site: {one.refusal if one.unknown is None else one.unknown.words}"
    if one.site is not None and one.unknown is not None:
        yield f"  {one.unknown.words}"


def _named(code: str, fate: str, place: str = "") -> str:
    rule = rules.by_code(code)
    name = f" {rule.name}" if rule is not None else ""
    more = f", {fate}" if fate else ""
    return f"{code}{name}{place}{more} (flake8-ownership rule {code})"


def _trust(told: Iterable[Told]) -> Iterator[str]:
    """How to say that what a framework reports is enough."""
    for framework in dict.fromkeys(one.framework for one in told if one.framework):
        packages = sorted(Catalogue().packages_of(framework))
        if packages:
            yield f"  if what {framework} reports is enough for you: boundaries = {json.dumps(packages)}"


def _is_cut(road: Road) -> bool:
    """Whether a failure is not followed to each of its endings."""
    nodes = (node for top in road.outwards for node in top.all())
    return any(node.kind == "limit" or node.ending == "unknown" for node in nodes)


def _findings(one: Explained, codes: Sequence[str], *, is_cut: bool = False) -> Iterator[str]:
    yield from (f"  {code}" for code in codes)
    if one.site is None:
        return
    if not codes and is_cut:
        yield "  no finding is known: its failure is not followed to each of its endings"
    elif not codes:
        yield f"  no finding{_quiet(one.site)}"
    else:
        yield f"  if this is not I/O: not-io = [{json.dumps(one.site.identity.api or one.site.call)}]"


def _site(site: Site) -> Iterator[str]:
    identity, ruling = site.identity, site.ruling
    yield from _way(identity.steps)
    what = f"{identity.api}, " if identity.api else ""
    yield f"  is I/O: {what}{identity.kind} ({_CERTAINTY[identity.certainty]}; evidence: {identity.evidence})"
    row = f"on line {ruling.guard_row}"
    said_there = ruling.guard_row is None or re.search(rf"{row}\b", ruling.reason) is not None
    where = "" if said_there else f" {row}"
    yield f"  {site.verdict}{where}: {ruling.reason}"
    yield from (f"  report on line {report.row}: {_report(report)}" for report in ruling.reports)
    yield from (f"  read by nobody, on line {report.row}: {_report(report)}" for report in ruling.whispers)
    if site.at_hand:
        yield f"  identifiers at hand: {', '.join(sorted(site.at_hand))}"


def _fate(start: Position, code: str, told: Outstanding) -> str:
    """What keeps a finding from being told, if anything does."""
    if any((finding.code, finding.start) == (code, start) for finding in told.findings):
        return ""
    if any((finding.code, finding.start) == (code, start) for finding in told.waived):
        return "waived by a comment"
    return NOT_TOLD


def _way(steps: tuple[Step, ...]) -> Iterator[str]:
    for step in steps:
        yield f"  {relative(step.filename)}:{step.row}: {step.text}"


def _report(report: Report) -> str:
    level = f" at {logging.getLevelName(report.level).lower()}" if report.level else ""
    level += " or below a warning" if report.sometimes else ""
    return f"{report.sort}{level}{', with the traceback' if report.traceback else ''}"


def _quiet(site: Site) -> str:
    if site.identity.teardown:
        return ": it only closes something"
    if site.identity.quiet:
        return ": the catalogue marks it as noise"
    if site.unused:
        return f": {site.unused}"
    if site.verdict == "silenced" and site.may_be_let_go:
        return f": {site.may_be_let_go}"
    if site.demands_owner and site.whispered and site.leads:
        return ": OWN402, which is about a log that nobody reads, is not on"
    if site.demands_owner and site.verdict == "carried" and site.ruling.guard == "handler":
        return ": OWN206, which is about what is handed on as a value, is not on"
    return ""
