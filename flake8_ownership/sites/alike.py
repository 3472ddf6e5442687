"""Operations of one file that lose the failures of the same functions of the project and nothing besides, or lose them
to the same framework, which tells nobody of any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import replace

from flake8_ownership.sites.site import Operation

# Operations that are told of what one function lets out before it is a matter of the function.
_MOST_TOLD_EACH = 3


def alike(operations: Sequence[Operation]) -> list[Operation]:
    """The operations, with those that lose only what many do behind the first that loses it."""
    lost = [_matter_of(one) for one in operations]
    times = Counter(spot for spots in lost for spot in spots)
    first: dict[Hashable, int] = {}
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


def _matter_of(operation: Operation) -> frozenset[Hashable]:
    """What an operation's loss is a matter of, if many share it: the calls behind it, or how a framework is set up."""
    if operation.unprinted:
        return frozenset({(operation.framework, operation.named)})
    return frozenset(operation.covers if operation.framework else ())
