"""Operations of one file that lose the failures of the same functions of the project, and nothing besides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from flake8_ownership.sites.site import Operation, Spot

# Operations that are told of what one function lets out before it is a matter of the function.
_MOST_TOLD_EACH = 3


def alike(operations: Sequence[Operation]) -> list[Operation]:
    """The operations, with those that lose only what many do behind the first that loses it."""
    lost = [frozenset(one.covers) if one.ending == "boundary" else frozenset() for one in operations]
    times = Counter(spot for spots in lost for spot in spots)
    first: dict[Spot, int] = {}
    led: dict[int, int] = {}
    for place, spots in enumerate(lost):
        if spots and all(spot in first and times[spot] > _MOST_TOLD_EACH for spot in spots):
            led[place] = min(first[spot] for spot in spots)
        else:
            first |= {spot: place for spot in spots if spot not in first}
    others: dict[int, list[str]] = {}
    for place, leader in led.items():
        others.setdefault(leader, []).append(operations[place].name)
    return [
        replace(operation, leads=place not in led, others=tuple(others.get(place, ())))
        for place, operation in enumerate(operations)
    ]
