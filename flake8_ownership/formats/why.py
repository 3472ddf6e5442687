"""Why a call is a finding, or is none: the way that told what it is, and what decided about its failure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from flake8_ownership import rules, sinks
from flake8_ownership.check import Explained
from flake8_ownership.formats import tree
from flake8_ownership.formats.json import relative
from flake8_ownership.formats.tree import BOXES, Style
from flake8_ownership.outstanding import Outstanding
from flake8_ownership.roads.node import Explanation, Node, Road, Told
from flake8_ownership.sites.calls import Refusal
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
        """What is told of a call, wherever it stands."""
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
    elif one.refusal is not None:
        yield from _refusal(one.refusal)


def _named(code: str, fate: str, place: str = "") -> str:
    rule = rules.by_code(code)
    name = f" {rule.name}" if rule is not None else ""
    more = f", {fate}" if fate else ""
    return f"{code}{name}{place}{more} (flake8-ownership rule {code})"


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
        yield f"  if this is no I/O: not-io = [{json.dumps(one.site.identity.api or one.site.call)}]"


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


def _fate(start: Position, code: str, told: Outstanding) -> str:
    """What keeps a finding from being told, if anything does."""
    if any((finding.code, finding.start) == (code, start) for finding in told.findings):
        return ""
    if any((finding.code, finding.start) == (code, start) for finding in told.waived):
        return "waived by a comment"
    return "known to the baseline or unchanged since the base"


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
