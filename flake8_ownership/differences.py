"""What differs between two texts, line by line, in time that grows no faster than their length."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_SMALL = 2_500  # pairs of lines, of which difflib may look at each several times
_DEPTH = 12  # how often what lies between lines that are alike is looked at again


class Difference(NamedTuple):
    """Lines `start` to `end` of the old text that become the lines `first` to `last` of the new one; ends exclusive."""

    start: int
    end: int
    first: int
    last: int


def differences(before: Sequence[str], after: Sequence[str]) -> Iterator[Difference]:
    """What differs, from the top.

    Lines that both texts have once, in the same order, are taken for the same line (the "patience diff" of Bram Cohen);
    what lies between two of them is compared in the same way, and by difflib once it is small. A long stretch without
    such lines is one difference.
    """
    yield from _between(before, after, Difference(0, len(before), 0, len(after)), _DEPTH)


def _between(before: Sequence[str], after: Sequence[str], part: Difference, depth: int) -> Iterator[Difference]:
    start, end, first, last = part
    while start < end and first < last and before[start] == after[first]:
        start, first = start + 1, first + 1
    while start < end and first < last and before[end - 1] == after[last - 1]:
        end, last = end - 1, last - 1
    if start == end and first == last:
        return
    part = Difference(start, end, first, last)
    if (end - start) * (last - first) <= _SMALL:
        yield from _small(before, after, part)
        return
    anchors = _anchors(before, after, part) if depth else []
    if not anchors:
        yield part
        return
    for row, twin in [*anchors, (end, last)]:
        yield from _between(before, after, Difference(start, row, first, twin), depth - 1)
        start, first = row + 1, twin + 1


def _small(before: Sequence[str], after: Sequence[str], part: Difference) -> Iterator[Difference]:
    start, end, first, last = part
    matcher = difflib.SequenceMatcher(None, before[start:end], after[first:last], autojunk=False)
    for kind, upper, lower, left, right in matcher.get_opcodes():
        if kind != "equal":
            yield Difference(start + upper, start + lower, first + left, first + right)


def _anchors(before: Sequence[str], after: Sequence[str], part: Difference) -> list[tuple[int, int]]:
    """Lines that stand once on either side, as many as are in the same order, by their rows there."""
    start, end, first, last = part
    times = Counter(before[start:end])
    others = Counter(after[first:last])
    twins = {after[row]: row for row in range(first, last) if others[after[row]] == 1}
    pairs = [(row, twins[before[row]]) for row in range(start, end) if times[before[row]] == 1 and before[row] in twins]
    return _in_order(pairs)


def _in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of pairs that rises on both sides; they rise on the first."""
    ends: list[int] = []  # the smallest second of a choice of each length
    places: list[int] = []  # where that pair stands
    earlier: list[int] = []
    for place, (_, twin) in enumerate(pairs):
        length = bisect_left(ends, twin)
        earlier.append(places[length - 1] if length else -1)
        if length == len(ends):
            ends.append(twin)
            places.append(place)
        else:
            ends[length], places[length] = twin, place
    chosen: list[tuple[int, int]] = []
    place = places[-1] if places else -1
    while place >= 0:
        chosen.append(pairs[place])
        place = earlier[place]
    return chosen[::-1]
