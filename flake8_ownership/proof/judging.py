"""How the failure of a run ended, and whether what was said of its road holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from flake8_ownership.ownership.proved import Claim, Ended, Heard, Shown, Spot
from flake8_ownership.proof.claims import Claims, Frame, Said, Site
from flake8_ownership.proof.record import Record, Report, Road
from flake8_ownership.sites.work import Left

_SHORTEST = 2  # characters of a value that is looked for in a text: "1" stands in many
_LOST: frozenset[str] = frozenset({"silenced", "detached"})
_OUT: frozenset[str] = frozenset({"open", "boundary", "let out"})
_UNSAID: frozenset[Left] = frozenset({"unknown", "let go"})


def shown(site: Site, record: Record, control: Record, claims: Claims, *, test: str, failure: str, error: str) -> Shown:
    """What a run has shown; `control` is the same test without a failure."""
    road = record.roads[0] if record.roads else ()
    told = _told(record, control)
    own = [one for one in told if one.road]
    ending, frame, why = _ended(record, control, own, told, claims)
    said = claims.of(site, road) if road else Said(Claim())
    heard = tuple(dict.fromkeys(_heard(one, record.identifiers, claims.spot) for one in told))
    where = claims.spot(frame) if frame is not None else None
    agrees = _agrees(site, ending, said, record, own, claims.left(road), failure)
    return Shown(test, failure, error, ending, where, why, tuple(map(claims.spot, road)), heard, said.claim, agrees)


def _told(record: Record, control: Record) -> list[Report]:
    """What was told because of the failure: it was at hand, or the same is not told without it."""
    usual = {one.key for one in control.reports}
    return [one for one in record.reports if one.is_about or one.key not in usual]


def _ended(
    record: Record, control: Record, own: list[Report], told: list[Report], claims: Claims
) -> tuple[Ended, Frame | None, str]:
    """How it ended, in which function, and why that is said."""
    road = record.roads[0] if record.roads else ()
    if not control.passed:
        return "flaky", None, f"the test does not pass again, by itself: {control.problem or 'it came to no end'}"
    if not road:
        return "flaky", None, "the call was not reached again"
    if record.unchanged:
        return "unclear", road[0], record.unchanged
    if own:
        return "reported", own[0].road[0], "the project tells of it"
    if record.timed_out:
        return "unclear", road[0], "the test came to no end with it"
    if record.forgotten:
        return "detached", _started(record, road), "nobody asked the task for it"
    if not record.left:
        return "silenced", road[0], "it did not leave the function that makes the call"
    last = record.left[-1]
    if last.is_of_task:
        return "detached", last.above, "it stayed in the task that was started there"
    if last.above is not None:
        return "silenced", last.above, "it came so far, and did not leave this function"
    place = next((place for place, frame in enumerate(road) if frame.key == last.frame.key), len(road))
    begin = claims.left(road[: place + 1])
    if begin == "boundary" or (begin == "open" and any(one.is_about for one in told)):
        return "boundary", last.frame, "it left the operation, which a framework calls"
    if begin == "open":
        return "open", last.frame, "it left the operation, and nobody was told"
    return "let out", last.frame, "it left to the test, which calls the function itself"


def _started(record: Record, road: Road) -> Frame:
    """Where the task was started that nobody asked."""
    return next((one.above for one in reversed(record.left) if one.is_of_task and one.above is not None), road[-1])


def _heard(report: Report, identifiers: dict[str, str], spot: Callable[[Frame], Spot]) -> Heard:
    place = spot(report.road[0]) if report.road else None
    return Heard(
        report.sort if report.road else f"{report.sort} of {report.logger}",
        report.level,
        report.traceback,
        tuple(sorted(_named(report.text, identifiers))),
        place.filename if place is not None else "",
        place.row if place is not None else 0,
    )


def _named(text: str, identifiers: dict[str, str]) -> Iterable[str]:
    """The identifiers whose values a text shows."""
    for name, value in identifiers.items():
        if len(value) >= _SHORTEST and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text):
            yield name


def _agrees(
    site: Site, ending: Ended, said: Said, record: Record, own: list[Report], begin: Left, failure: str
) -> bool | None:
    """Whether a run bears a claim out; None where one of them says nothing. What is said of a call is about what
    generally goes wrong with it, where it is known what that is."""
    claim = said.claim
    if not claim.ending or failure != "general" or ending in ("unclear", "flaky") or site.call.certainty == "named":
        return None
    if claim.ending == "reported":
        return ending == "reported"
    if claim.ending in _LOST:
        return ending in _LOST
    if said.is_partial:
        passed = {frame.key for frame in said.leaves}
        told = any(one.road[0].key in passed for one in own)
        return not told and said.leaves[-1].key in {one.frame.key for one in record.left}
    # It is said to leave the function that the test, or the framework under it, calls.
    if ending in _OUT or (begin == "reported" and ending == "reported"):
        return True
    if ending == "reported" and begin in _UNSAID:
        return None
    return False
