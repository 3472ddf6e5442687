"""The map: operations on one side, services on the other, and between them what becomes of the failures, as shapes.

Only places and sizes are worked out here; the template draws them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from pathlib import PurePosixPath

from flake8_ownership.ownership.model import STATES, Operation, Service, Share, State
from flake8_ownership.reports.words import many

MOST_LEFT = 40
MOST_RIGHT = 24
_ROW = 28
_TOP = 24


@dataclass(frozen=True, slots=True)
class Frame:
    """How wide a map is drawn: where the nodes of each side stand, and how many characters of a name fit."""

    name: str
    left: int
    right: int
    width: int
    longest: int

    def path(self, edge: Edge) -> str:
        """The line of an edge."""
        start, end, middle = self.left + 8, self.right - 8, (self.left + self.right) / 2
        return f"M{start} {edge.start:g}C{middle:g} {edge.start:g} {middle:g} {edge.end:g} {end} {edge.end:g}"

    def cut(self, text: str) -> str:
        """As much of a name as fits."""
        return text if len(text) <= self.longest else f"…{text[1 - self.longest :]}"


# For a desk, and for a phone.
FRAMES = (Frame("wide", 330, 640, 960, 44), Frame("narrow", 148, 212, 362, 21))
_APART = 3  # between the strands of an edge, one for each state


@dataclass(slots=True)
class Node:
    """An operation, or several; or a service. `y` is where it is drawn."""

    name: str
    detail: str
    link: str
    state: State
    y: float = 0


@dataclass(slots=True)
class Edge:
    """Those calls of one node to another whose failures come to the same; `words` say what all of them come to."""

    left: int
    right: int
    state: State
    words: str
    width: float
    start: float = 0
    end: float = 0


@dataclass(slots=True)
class Chart:
    """A map that is drawn: `unit` says what stands on the left, `omitted` what is left out."""

    left: list[Node]
    right: list[Node]
    edges: list[Edge]
    unit: str
    height: int = 0
    omitted: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    name: str
    detail: str
    link: str
    operations: list[Operation]


def chart(operations: Sequence[Operation], link: Callable[[Operation], str], file_link: Callable[[str], str]) -> Chart:
    """The map of operations; of their files, or folders, where there are too many."""
    groups, unit = _groups(operations, link, file_link)
    omitted = [many(len(groups) - MOST_LEFT, f"more {unit.removesuffix('s')}")] if len(groups) > MOST_LEFT else []
    groups = groups[:MOST_LEFT]
    states: dict[tuple[int, Service], list[State]] = {}
    for number, group in enumerate(groups):
        for operation in group.operations:
            for call, kind in operation.worst_by_call.items():
                states.setdefault((number, call.service), []).append(operation.state_of(kind))
    totals: dict[Service, list[State]] = {}
    for (_, service), found in states.items():
        totals.setdefault(service, []).extend(found)
    services = sorted(totals, key=lambda one: (-len(totals[one]), one))
    if len(services) > MOST_RIGHT:
        omitted.append(many(len(services) - MOST_RIGHT, "more service"))
    services = _untangled(services[:MOST_RIGHT], states)
    left = [Node(one.name, one.detail, one.link, _worst(op.state for op in one.operations)) for one in groups]
    right = [Node(f"{one.kind} {one.name}", _counted(totals[one]), "", _worst(totals[one])) for one in services]
    places = {service: number for number, service in enumerate(services)}
    edges = [
        Edge(number, places[service], state, _counted(found), round(1.5 + min(4.0, log2(found.count(state)) / 2), 1))
        for (number, service), found in states.items()
        if service in places
        for state in STATES
        if state in found
    ]
    return _placed(Chart(left, right, edges, unit, omitted=omitted))


def _groups(
    operations: Sequence[Operation], link: Callable[[Operation], str], file_link: Callable[[str], str]
) -> tuple[list[_Group], str]:
    if len(operations) <= MOST_LEFT:
        return [_Group(one.title, one.routine.path, link(one), [one]) for one in operations], "operations" if len(
            operations
        ) > 1 else "operation"
    by_file = _by(operations, lambda one: one.routine.path)
    if len(by_file) <= MOST_LEFT:
        found = [_Group(name, _number(ones), file_link(name), ones) for name, ones in by_file.items()]
        return _worst_first(found), "files"
    by_folder = _by(operations, lambda one: str(PurePosixPath(one.routine.path).parent))
    return _worst_first([_Group(name, _number(ones), "", ones) for name, ones in by_folder.items()]), "folders"


def _by(operations: Iterable[Operation], name: Callable[[Operation], str]) -> dict[str, list[Operation]]:
    found: dict[str, list[Operation]] = {}
    for operation in operations:
        found.setdefault(name(operation), []).append(operation)
    return found


def _worst_first(groups: list[_Group]) -> list[_Group]:
    return sorted(groups, key=lambda one: (-sum(op.state == "lost" for op in one.operations), one.name))


def _number(operations: Sequence[Operation]) -> str:
    share = Share.of({state: sum(one.state == state for one in operations) for state in STATES})
    return f"{share.owned} of {share.total} owned"


def _untangled(services: Sequence[Service], states: Mapping[tuple[int, Service], Sequence[State]]) -> list[Service]:
    """The services in the order of what they are called by, so that few lines cross."""
    sums: dict[Service, list[int]] = {service: [] for service in services}
    for number, service in states:
        if service in sums:
            sums[service].append(number)
    return sorted(services, key=lambda one: (sum(sums[one]) / len(sums[one]), one))


def _placed(found: Chart) -> Chart:
    rows = max(len(found.left), len(found.right), 1)
    for nodes in (found.left, found.right):
        gap = _ROW * rows / max(len(nodes), 1)
        for number, node in enumerate(nodes):
            node.y = round(_TOP + gap * (number + 0.5), 1)
    strands: dict[tuple[int, int], list[Edge]] = {}
    for edge in found.edges:
        strands.setdefault((edge.left, edge.right), []).append(edge)
    for side_by_side in strands.values():
        for number, edge in enumerate(reversed(side_by_side)):
            aside = _APART * (number - (len(side_by_side) - 1) / 2)
            edge.start, edge.end = found.left[edge.left].y + aside, found.right[edge.right].y + aside
    # The worst on top.
    found.edges.sort(key=lambda edge: (-STATES.index(edge.state), edge.left, edge.right))
    found.height = _TOP * 2 + _ROW * rows
    return found


def _worst(states: Iterable[State]) -> State:
    return min(states, key=STATES.index)


_SAID: dict[State, str] = {
    "lost": "lost",
    "framework": "in a traceback only",
    "unclear": "not clear",
    "owned": "accounted for",
}


def _counted(states: Sequence[State]) -> str:
    """How the failures of so many calls end."""
    counts = [f"{states.count(state)} {_SAID[state]}" for state in STATES if state in states]
    return f"{many(len(states), 'call')}: {', '.join(counts)}"
