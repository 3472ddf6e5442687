"""What stretches over a row is found, whatever else there is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flake8_ownership.index.spans import Spans

ROWS = st.integers(0, 70)


@given(st.lists(st.tuples(ROWS, ROWS).map(sorted)), st.lists(ROWS))
def test_those_over_some_rows_are_found_in_their_order(spans: list[list[int]], rows: list[int]) -> None:
    found = Spans((first, last) for first, last in spans).over(rows)
    assert found == [number for number, (first, last) in enumerate(spans) if any(first <= row <= last for row in rows)]


def test_a_stretch_takes_few_places() -> None:
    spans = Spans((row, 100_000 - row) for row in range(1_000))
    assert sum(len(numbers) for level in spans._levels for numbers in level.values()) <= 1_000 * 2 * 17
