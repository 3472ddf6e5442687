"""What an answer depends on outside of the questions: texts of its own, and the notes of what it asked.

A few are held as one set. Beyond that an answer refers to the notes of those that it asked, for in a chain of answers
that each held all of them there would be as many as the square of its length.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeAlias

_MOST_TOGETHER = 64


@dataclass(frozen=True, slots=True, eq=False)
class Notes:
    """What one answer depends on: these texts, and those of the parts, which other answers have too."""

    own: frozenset[str]
    parts: tuple[Notes, ...] = ()


Noted: TypeAlias = str | Notes
NOTHING = Notes(frozenset())


def joined(found: Collection[Noted]) -> Notes:
    """One answer's notes, made of texts and of the notes of other answers."""
    if len(found) == 1:
        (one,) = found
        return one if isinstance(one, Notes) else Notes(frozenset((one,)))
    own: set[str] = set()
    parts: list[Notes] = []
    for one in found:
        if isinstance(one, str):
            own.add(one)
        else:
            parts.append(one)
    if len(parts) == 1 and not own:
        return parts[0]
    if not any(part.parts for part in parts):
        together = own.union(*(part.own for part in parts))
        if len(together) <= _MOST_TOGETHER:
            return next((part for part in parts if len(part.own) == len(together)), Notes(frozenset(together)))
    return Notes(frozenset(own), tuple(parts))


def texts(found: Iterable[Noted]) -> set[str]:
    """All texts in some notes."""
    own: set[str] = set()
    seen: set[Notes] = set()
    waiting = list(found)
    while waiting:
        one = waiting.pop()
        if not isinstance(one, Notes):
            own.add(one)
        elif one not in seen:
            seen.add(one)
            own |= one.own
            waiting += one.parts
    return own
