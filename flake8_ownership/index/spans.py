"""What stretches over rows of a text, found by one of these rows without a look at all the rest."""

from __future__ import annotations

from collections.abc import Iterable


class Spans:
    """Stretches of rows by their number, each kept with the few aligned blocks of 1, 2, 4, … rows that make it up."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._levels: list[dict[int, list[int]]] = []
        for number, (first, last) in enumerate(spans):
            self._add(number, first, last)

    def _add(self, number: int, first: int, last: int) -> None:
        level = 0
        while first <= last:
            if level == len(self._levels):
                self._levels.append({})
            blocks = self._levels[level]
            if first % 2:
                blocks.setdefault(first, []).append(number)
                first += 1
            if first <= last and not last % 2:
                blocks.setdefault(last, []).append(number)
                last -= 1
            first, last, level = first // 2, last // 2, level + 1

    def over(self, rows: Iterable[int]) -> list[int]:
        """The numbers of those that stretch over one of the rows."""
        found: set[int] = set()
        seen: set[tuple[int, int]] = set()
        for row in rows:
            for level, blocks in enumerate(self._levels):
                block = level, row >> level
                if block not in seen:
                    seen.add(block)
                    found.update(blocks.get(block[1], ()))
        return sorted(found)
