"""Questions that ask one another are each answered once, in circles too, and whichever is asked first."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_ownership.index.queries import DEEPEST, MOST_ROUNDS, Queries

Value = frozenset[str]
NOTHING: Value = frozenset()
CUT: Value = frozenset({"cut"})


@dataclass
class Graph:
    """Questions that are numbered: the value of each holds its own number and the values of those that it asks."""

    asks: list[list[int]]
    notes: set[str] = field(default_factory=set)

    def queries(self) -> Queries[Value]:
        return Queries(self, lambda _: CUT)

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


def graphs(most: int) -> st.SearchStrategy[Graph]:
    return st.integers(1, most).flatmap(
        lambda size: st.builds(
            Graph, st.lists(st.lists(st.integers(0, size - 1), max_size=4), min_size=size, max_size=size)
        )
    )


@given(graphs(MOST_ROUNDS), st.data())
def test_a_value_is_the_least_one_that_fits_whatever_was_asked_before(graph: Graph, data: st.DataObject) -> None:
    queries = graph.queries()
    for number in data.draw(st.permutations(range(len(graph.asks)))):
        assert graph.ask(queries, number) == graph.reachable(number)


@given(graphs(MOST_ROUNDS), st.data())
def test_what_a_value_depends_on_is_noted_also_when_it_is_known(graph: Graph, data: st.DataObject) -> None:
    queries = graph.queries()
    for number in data.draw(st.permutations(range(len(graph.asks)))):
        graph.notes = set()
        graph.ask(queries, number)
        assert {f"read {one}" for one in graph.reachable(number)} <= graph.notes


@given(graphs(25))
def test_no_graph_takes_more_than_its_rounds(graph: Graph) -> None:
    queries = graph.queries()
    for number in range(len(graph.asks)):
        graph.ask(queries, number)
    assert queries.evaluations <= MOST_ROUNDS * len(graph.asks)


def test_questions_that_have_room_are_each_worked_out_once() -> None:
    chain = DEEPEST - 2
    graph = Graph([[number + 1, chain + number] for number in range(chain - 1)] + [[] for _ in range(chain)])
    queries = graph.queries()
    graph.ask(queries, 0)
    assert queries.evaluations == len(graph.reachable(0))


@pytest.mark.parametrize("size", [DEEPEST // 2, DEEPEST * 3, DEEPEST * 20])
def test_a_chain_of_any_length_is_followed_to_its_end(size: int) -> None:
    graph = Graph([[number + 1] for number in range(size)] + [[]])
    queries = graph.queries()
    assert str(size) in graph.ask(queries, 0)
    assert queries.evaluations <= 3 * size


def test_a_chain_of_forks_costs_no_more_than_its_questions() -> None:
    size = DEEPEST * 5
    graph = Graph([[number + 1, number + 1] for number in range(size)] + [[]])
    queries = graph.queries()
    assert len(graph.ask(queries, 0)) == size + 1
    assert queries.evaluations <= 3 * size


def test_a_circle_that_is_too_long_is_cut_and_still_ends() -> None:
    size = DEEPEST * 3
    graph = Graph([[(number + 1) % size] for number in range(size)])
    queries = graph.queries()
    assert graph.ask(queries, 0) >= CUT
    assert queries.evaluations <= MOST_ROUNDS * 3 * size


def test_an_error_leaves_no_half_known_value() -> None:
    graph = Graph([[1], [0, 2], []])
    queries = graph.queries()

    def failing() -> Value:
        graph.ask(queries, 1)
        raise ValueError("no such file")

    with pytest.raises(ValueError, match="no such file"):
        queries.ask(0, failing, NOTHING)
    assert graph.ask(queries, 1) == graph.reachable(1)
