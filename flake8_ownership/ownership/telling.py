"""How well a failure is told, fact by fact: what two tellings of the same failure do not share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from flake8_ownership.ownership.model import WARNING, Failure, Told

# report: anything at all. error: what went wrong, by the exception or its traceback. values: some value of the case
# that is not named like an identifier. cause: what is raised in place of the failure keeps it.
Fact = Literal["report", "log", "metric", "span", "capture", "level", "traceback", "error", "names", "values", "cause"]
# What of a failure is seen where, each by itself.
_CHANNELS: tuple[Fact, ...] = ("log", "metric", "span", "capture")
_LEVELS = (50, 40, WARNING, 20, 10)


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that one telling has and another lacks. Of a level, `levels` are that and what the other has in its place;
    of identifiers, `names` are those that only this one passes."""

    fact: Fact
    levels: tuple[int, int] = (0, 0)
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What lies between two tellings of one failure."""

    lost: tuple[Difference, ...]
    gained: tuple[Difference, ...]


def change(before: Failure, now: Failure) -> Change | None:
    """What lies between the tellings of a failure; None where nothing does, or where one of them is not known in
    detail."""
    if not _is_known(before) or not _is_known(now):
        return None
    old, new = _telling(before), _telling(now)
    lost, gained = tuple(_more(old, new)), tuple(_more(new, old))
    return Change(lost, gained) if lost or gained else None


def _is_known(failure: Failure) -> bool:
    """Whether it is known who is told: not where something reports it of which no more is known, and not where the
    project names a reporter of its own, which may pass anything."""
    told = failure.ending.told
    return (failure.ending.kind != "reported" or bool(told)) and all(one.sort != "observer" for one in told)


@dataclass(frozen=True, slots=True)
class _Telling:
    channels: frozenset[str]
    level: int
    traceback: bool
    error: bool
    names: frozenset[str]
    passed: frozenset[str]
    values: bool
    keeps_cause: bool


def _telling(failure: Failure) -> _Telling:
    """All that is told, of which what nobody reads counts only where there is nothing else."""
    every = failure.ending.told
    told = [one for one in every if not one.is_quiet] or every
    return _Telling(
        frozenset(one.sort for one in told),
        max((_level(one) for one in told if one.sort == "log"), default=0),
        any(one.traceback for one in told),
        any(one.traceback or one.error for one in told),
        frozenset(name for one in told for name in one.names),
        frozenset(name for one in told for name in one.passed),
        any(one.tells for one in told),
        not failure.hides_cause,
    )


def _level(told: Told) -> int:
    """The level of a log, as it is named."""
    return next((level for level in _LEVELS if told.level >= level), 0)


def _more(one: _Telling, other: _Telling) -> Iterator[Difference]:
    """What one telling has and the other lacks."""
    if one.channels and not other.channels:
        yield Difference("report", (one.level, 0))
    elif one.channels:
        yield from _better(one, other)
    if one.keeps_cause and not other.keeps_cause:
        yield Difference("cause")


def _better(one: _Telling, other: _Telling) -> Iterator[Difference]:
    for channel in _CHANNELS:
        if channel in one.channels and channel not in other.channels:
            yield Difference(channel)
    if "log" in one.channels & other.channels and one.level > other.level:
        yield Difference("level", (one.level, other.level))
    if one.traceback and not other.traceback:
        yield Difference("traceback")
    if one.error and not other.error:
        yield Difference("error")
    names = tuple(sorted(one.names - other.names))
    # As many others in their place are what the same go by now, for all that is known.
    if len(names) > len(other.passed - one.passed):
        yield Difference("names", names=names)
    elif one.values and not (other.values or other.names):
        yield Difference("values")
