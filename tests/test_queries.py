"""Questions that ask one another are each answered once, in circles too, and whichever is asked first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_ownership.index import queries
from flake8_ownership.index.notes import Noted, texts
from flake8_ownership.index.queries import MOST_ROUNDS, SEGMENT, Queries

# Room enough for the questions of most tests; the real one is many times as much.
DEEPEST = 2 * SEGMENT
Value = frozenset[str]
NOTHING: Value = frozenset()


@dataclass
class Graph:
    """Questions that are numbered: the value of each holds its own number and the values of those that it asks."""

    asks: list[list[int]]
    notes: set[Noted] = field(default_factory=set)

    def queries(self) -> Queries[Value]:
        return Queries(self)

    def ask(self, queries: Queries[Value], number: int) -> Value:
        return queries.ask(number, lambda: self._computed(queries, number), NOTHING)

    def _computed(self, queries: Queries[Value], number: int) -> Value:
        self.notes.add(f"read {number}")
        own: Value = frozenset({str(number)})
        return own.union(*(self.ask(queries, other) for other in self.asks[number]))

    def reachable(self, number: int) -> Value:
        found, waiting = set(), [number]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self.asks[one]
        return frozenset(map(str, found))


@pytest.fixture(autouse=True, scope="module")
def room() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "DEEPEST", DEEPEST)
        yield


def graphs(most: int) -> st.SearchStrategy[Graph]:
    return st.integers(1, most).flatmap(
        lambda size: st.builds(
            Graph, st.lists(st.lists(st.integers(0, size - 1), max_size=4), min_size=size, max_size=size)
        )
    )


@pytest.fixture(params=[1, 3, DEEPEST], scope="module")
def depth(request: pytest.FixtureRequest) -> Iterator[int]:
    """How deep questions may nest; with little room, much is put off and taken up again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "DEEPEST", request.param)
        yield request.param


@given(graph=graphs(25), data=st.data())
def test_a_value_is_the_least_one_that_fits_whatever_was_asked_before(
    depth: int, graph: Graph, data: st.DataObject
) -> None:
    asked = graph.queries()
    for number in data.draw(st.permutations(range(len(graph.asks)))):
        assert graph.ask(asked, number) == graph.reachable(number), depth


@given(graph=graphs(25), data=st.data())
def test_what_a_value_depends_on_is_noted_also_when_it_is_known(depth: int, graph: Graph, data: st.DataObject) -> None:
    asked = graph.queries()
    for number in data.draw(st.permutations(range(len(graph.asks)))):
        graph.notes = set()
        graph.ask(asked, number)
        read = {f"read {one}" for one in graph.reachable(number)}
        noted = texts(graph.notes)
        assert read == noted if depth == DEEPEST else read <= noted


@given(graph=graphs(25))
def test_no_graph_takes_more_than_its_rounds(depth: int, graph: Graph) -> None:
    asked = graph.queries()
    for number in range(len(graph.asks)):
        graph.ask(asked, number)
    assert asked.evaluations <= MOST_ROUNDS * len(graph.asks), depth


def test_what_is_asked_because_of_a_value_is_evaluated_for_the_value_that_lasts() -> None:
    """0 and 1 ask one another; 1 asks 2 only once it knows of 0 that it holds itself, and 2 leads back to 0."""
    asked = Graph([]).queries()

    def ask(number: int) -> Value:
        return asked.ask(number, computations[number], NOTHING)

    computations: list[Callable[[], Value]] = [
        lambda: frozenset({"0"}) | ask(1),
        lambda: frozenset({"1"}) | ask(0) | (ask(2) if "0" in ask(0) else NOTHING),
        lambda: frozenset({"2"}) | ask(0),
    ]
    assert ask(1) == ask(0) == ask(2) == {"0", "1", "2"}


def test_questions_that_have_room_are_each_worked_out_once() -> None:
    chain = DEEPEST - 2
    graph = Graph([[number + 1, chain + number] for number in range(chain - 1)] + [[] for _ in range(chain)])
    queries = graph.queries()
    graph.ask(queries, 0)
    assert queries.evaluations == len(graph.reachable(0))


@pytest.mark.parametrize("size", [DEEPEST // 2, DEEPEST * 3, DEEPEST * 20])
def test_a_chain_of_any_length_is_followed_to_its_end(size: int) -> None:
    graph = Graph([[number + 1] for number in range(size)] + [[]])
    asked = graph.queries()
    assert str(size) in graph.ask(asked, 0)
    assert asked.evaluations <= 3 * size


def test_a_chain_of_forks_costs_no_more_than_its_questions() -> None:
    size = DEEPEST * 5
    graph = Graph([[number + 1, number + 1] for number in range(size)] + [[]])
    asked = graph.queries()
    assert len(graph.ask(asked, 0)) == size + 1
    assert asked.evaluations <= 3 * size


@pytest.mark.parametrize("asked_by_all", [False, True])
def test_what_a_chain_depends_on_takes_no_more_room_than_its_questions(asked_by_all: bool) -> None:
    size = DEEPEST * 20
    graph = Graph([[number + 1, *[size] * asked_by_all] for number in range(size)] + [[]])
    asked = graph.queries()
    graph.ask(asked, 0)
    kept = {notes for _, notes in asked._known.values()}
    assert sum(len(notes.own) + len(notes.parts) for notes in kept) <= 100 * size
    assert len(texts(graph.notes)) == size + 1


def test_a_circle_of_any_length_is_followed_to_its_end() -> None:
    size = DEEPEST * 3
    graph = Graph([[(number + 1) % size] for number in range(size)])
    asked = graph.queries()
    for number in (0, size // 2):
        assert graph.ask(asked, number) == graph.reachable(number)
    assert asked.evaluations <= 4 * size


@pytest.mark.parametrize("size", [SEGMENT // 2, SEGMENT * 2, SEGMENT * 5])
def test_questions_that_all_ask_one_another_cost_a_few_rounds(size: int) -> None:
    graph = Graph([[other for other in range(size) if other != number] for number in range(size)])
    asked = graph.queries()
    assert graph.ask(asked, 0) == graph.reachable(0)
    assert asked.evaluations <= 4 * size


def test_an_error_leaves_no_half_known_value() -> None:
    graph = Graph([[1], [0, 2], []])
    asked = graph.queries()

    def failing() -> Value:
        graph.ask(asked, 1)
        raise ValueError("no such file")

    with pytest.raises(ValueError, match="no such file"):
        asked.ask(0, failing, NOTHING)
    assert graph.ask(asked, 1) == graph.reachable(1)


def test_questions_of_two_kinds_may_ask_one_another_however_deep() -> None:
    """Each kind counts its own depth, and what one kind puts off does not end up with the other."""
    size = DEEPEST * 4
    graph = Graph([])
    kinds = graph.queries(), graph.queries()

    def ask(number: int) -> Value:
        if number == size:
            return frozenset({"end"})
        # A long way within one kind, then a long way within the other.
        return kinds[number // (DEEPEST * 2) % 2].ask(
            number, lambda: frozenset({str(number)}) | ask(number + 1), NOTHING
        )

    assert len(ask(0)) == size + 1
