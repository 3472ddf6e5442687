"""What is known of a row, with the roads of its failures as trees: facts for the formats, no tree of code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from flake8_ownership.check import Explained
from flake8_ownership.sites.site import Spot
from flake8_ownership.source import Position

# call: a failure comes out of it. ending: what becomes of the failure. again: drawn before. limit: not followed.
Kind = Literal["call", "ending", "again", "limit"]
# What becomes of a failure, from worst to best, in the words of the design; unknown where nothing tells.
Ending = Literal["silenced", "detached", "carried", "open", "boundary", "public", "unknown", "reported"]


@dataclass(frozen=True, slots=True)
class Told:
    """A finding that a failure leads to. `fate` says what keeps it from being told, if anything does; `framework` names
    the one that reports the failure, as far as it is reported."""

    code: str
    name: str
    filename: str
    row: int
    column: int
    fate: str = ""
    framework: str = ""


@dataclass(slots=True)
class Node:
    """A step of a road. `spot` is the call, or where the ending is decided; `function` is what the failure is lost in,
    by its qualified name, in the file `filename`: another one than that of the spot where a helper loses it."""

    kind: Kind
    text: str
    ending: Ending | None = None
    spot: Spot | None = None
    function: str = ""
    filename: str = ""
    children: list[Node] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def all(self) -> Iterator[Node]:
        """The node and all below it."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)


@dataclass(slots=True)
class Road:
    """Of one call: what can fail inside it, what becomes of that, and the findings that it is told by."""

    start: Position
    inwards: list[Node] = field(default_factory=list)
    outwards: list[Node] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)


@dataclass(slots=True)
class Explanation:
    """What is known of a row. `told` are all findings that have an end there; spots are told from `root`."""

    root: Path
    calls: list[Explained]
    roads: dict[Position, Road]
    guards: list[Node]
    told: list[Told]
    limits: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known of the row."""
        return not (self.calls or self.guards or self.roads or self.told)

    def nodes(self) -> Iterator[Node]:
        """Everything that is drawn."""
        for road in self.roads.values():
            for node in (*road.inwards, *road.outwards):
                yield from node.all()
        for guard in self.guards:
            yield from guard.all()
