"""What differs between two texts is found line by line, whatever they hold, without a look at every pair of lines."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from flake8_ownership.differences import differences

LINES = st.lists(st.sampled_from("abcdef"), max_size=12)


def applied(before: Sequence[str], after: Sequence[str]) -> list[str]:
    lines = list(before)
    for start, end, first, last in reversed(list(differences(before, after))):
        lines[start:end] = after[first:last]
    return lines


@given(LINES, LINES)
def test_they_make_the_one_of_the_other(before: list[str], after: list[str]) -> None:
    assert applied(before, after) == after


@given(st.lists(st.integers(0, 400), max_size=300))
def test_they_do_so_in_long_texts(numbers: list[int]) -> None:
    before = [str(number) for number in numbers for _ in range(2)]
    after = [line for line in before if int(line) % 3] + ["new"] + before[:5]
    assert applied(before, after) == after


def test_what_stays_is_no_difference() -> None:
    before = [line for number in range(200) for line in (f"def f{number}():", "    try:", "        pass", "")]
    after = [f"{line}  # seen" if line == "def f70():" else line for line in before]
    assert list(differences(before, after)) == [(280, 281, 280, 281)]
    assert list(differences(before, before)) == []


def test_lines_that_are_all_alike_are_not_compared_in_pairs() -> None:
    def steps(count: int) -> int:
        before, after = ["a", *["same"] * count, "b"], ["c", *["same", "other"] * count, "d"]
        seen = 0

        def trace(*_: object) -> object:
            nonlocal seen
            seen += 1
            return trace

        old = sys.gettrace()
        sys.settrace(trace)  # type: ignore[arg-type]
        try:
            assert applied(before, after) == after
        finally:
            sys.settrace(old)
        return seen

    assert steps(4_000) < 3 * steps(2_000)
