"""What comments waive of findings: at the place of the loss, or at one of the sites whose failure is lost there."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from flake8_ownership import rules
from flake8_ownership.accounts import Checked
from flake8_ownership.rules import Finding
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Hole, Operation, Site, Spot, Task
from flake8_ownership.source import Source


@dataclass(slots=True)
class Split:
    """The findings of a file that no comment waives, in order; and those that one waives, at least for a part."""

    told: list[Finding] = field(default_factory=list)
    waived: list[Finding] = field(default_factory=list)


def split(checked: Checked, source: Source, settings: Settings) -> Split:
    """What is reported of a file's findings, and what is not.

    A finding of several sites stands, of the rest of them, until each has its comment, or until one waives what loses
    their failures.
    """
    if not source.noqa.any:
        return Split(list(checked.findings))
    waivers = _Waivers(checked, source, settings)
    found = Split()
    for finding in checked.findings:
        rest = waivers.rest(finding)
        found.told += [rest] if rest is not None else []
        found.waived += [finding] if rest is not finding else []
    found.told += list(waivers.behind(found))
    found.told.sort(key=lambda finding: (finding.start.row, finding.start.column, finding.code))
    return found


class _Waivers:
    """The comments of one file."""

    def __init__(self, checked: Checked, source: Source, settings: Settings) -> None:
        self._path = checked.path
        self._relays: dict[Hashable, list[Site]] = {}
        for relay, _ in checked.relays:
            self._relays.setdefault(relay.lost_with, []).append(relay)
        self._sites: dict[Hashable, list[Site]] = {}
        for site, _ in checked.sites:
            self._sites.setdefault(site.lost_with, []).append(site)
        self._noqa = source.noqa
        self._settings = settings

    def rest(self, finding: Finding) -> Finding | None:
        """A finding of what no comment waives of it: itself where nothing is waived, None where all is."""
        match finding.fact:
            case Operation() as operation:
                return self._of_operation(finding, operation)
            case Task() as task if not self._waives(finding, finding.start.row):
                covers = self._left(finding, task.covers)
                return self._anew(finding, task, replace(task, covers=covers) if covers else None)
            case Site() as site if site.road:
                return self._of_guard(finding, site)
        row = finding.guard_row
        waived = self._waives(finding, finding.start.row) or (row is not None and self._waives(finding, row))
        return None if waived else finding

    def behind(self, found: Split) -> Iterator[Finding]:
        """The findings of what the guard of a site loses besides, where a comment waives that site alone."""
        told = {(one.code, one.fact.lost_with) for one in found.told if isinstance(one.fact, Site)}
        for finding in found.waived:
            fact = finding.fact
            if not isinstance(fact, Site) or fact.road or finding.guard_row is None:
                continue
            if (finding.code, fact.lost_with) not in told:
                told.add((finding.code, fact.lost_with))
                rest = self._of_site(finding, fact) or self._of_guard(finding, fact)
                if rest is not None:
                    yield rest

    def _of_site(self, finding: Finding, led: Site) -> Finding | None:
        """The finding of the next site whose failure the same guard loses, of those that no comment waives."""
        rule = rules.by_code(finding.code)
        if rule is None or (finding.guard_row is not None and self._waives(finding, finding.guard_row)):
            return None
        others = (one for one in self._sites.get(led.lost_with, ()) if not self._waives(finding, one.start.row))
        found = (rule.check(replace(one, leads=True), self._settings) for one in others)
        return next((one for one in found if one is not None), None)

    def _of_operation(self, finding: Finding, operation: Operation) -> Finding | None:
        holes = tuple(hole for one in operation.holes if (hole := self._of_hole(finding, one)) is not None)
        return self._anew(finding, operation, replace(operation, holes=holes) if holes else None)

    def _of_hole(self, finding: Finding, hole: Hole) -> Hole | None:
        """A call that lets failures through, of those that no comment waives."""
        if self._waives(finding, hole.site.start.row):
            return None
        covers = self._left(finding, hole.covers)
        if not covers or covers == hole.covers:
            return hole if covers else None
        site = hole.site
        if site.road and site.road[0] not in covers:
            site = replace(site, road=(covers[0], site.road[-1]))
        return replace(hole, site=site, covers=covers)

    def _of_guard(self, finding: Finding, led: Site) -> Finding | None:
        """The finding of the relays whose failures the same guard loses, one for all of them."""
        if finding.guard_row is not None and self._waives(finding, finding.guard_row):
            return None
        relays = self._relays.get(led.lost_with, [])
        left = [one for one in relays if not self._waives_relay(finding, one)]
        if led.road and left == relays:
            return finding
        if not left:
            return None
        hides = tuple(dict.fromkeys(one.road[0] for one in left))
        rule = rules.by_code(finding.code)
        return rule.check(replace(left[0], leads=True, hides=hides), self._settings) if rule is not None else None

    def _waives_relay(self, finding: Finding, relay: Site) -> bool:
        return self._waives(finding, relay.start.row) or not self._left(finding, relay.road[:1])

    def _anew(self, finding: Finding, fact: Operation | Task, rest: Operation | Task | None) -> Finding | None:
        if rest == fact:
            return finding
        rule = rules.by_code(finding.code)
        return rule.check(rest, self._settings) if rest is not None and rule is not None else None

    def _left(self, finding: Finding, spots: Iterable[Spot]) -> tuple[Spot, ...]:
        """The calls that no comment on their own line, in this file, waives."""
        return tuple(spot for spot in spots if spot.filename != self._path or not self._waives(finding, spot.row))

    def _waives(self, finding: Finding, row: int) -> bool:
        return self._noqa.waives(finding.code, row)
