"""Roads of failures as lines of text: one branch below the other, in box characters or in ASCII."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from flake8_ownership.roads.node import Node, Told
from flake8_ownership.sites.site import Spot

_WIDEST = 12  # branches that are drawn of one call


@dataclass(frozen=True, slots=True)
class Style:
    """What a tree is drawn with: before a branch, before the last one, and below each."""

    branch: str
    last: str
    below: str
    nothing: str

    @property
    def characters(self) -> str:
        """All that a stream has to hold."""
        return self.branch + self.last + self.below


BOXES = Style("├─ ", "└─ ", "│  ", "   ")
ASCII = Style("|- ", "`- ", "|  ", "   ")


def lines(nodes: Sequence[Node], style: Style, place: Callable[[Spot], str]) -> Iterator[str]:
    """The lines of some trees, side by side; `place` writes where something stands."""
    waiting = [(node, "", last) for node, last in _branches(nodes)][::-1]
    while waiting:
        node, margin, is_last = waiting.pop()
        yield margin + (style.last if is_last else style.branch) + label(node, place)
        inner = margin + (style.nothing if is_last else style.below)
        waiting += [(child, inner, last) for child, last in _branches(node.children)][::-1]


def label(node: Node, place: Callable[[Spot], str]) -> str:
    """What is said of one step of a road."""
    if node.spot is None or node.kind in ("again", "limit"):
        return node.text
    if node.kind == "call":
        return f"{place(node.spot)}:{node.spot.column + 1}: {node.text} in {node.function}()"
    codes = ", ".join(dict.fromkeys(map(_code, node.told)))
    return f"{node.ending} at {place(node.spot)}: {node.text}" + (f" [{codes}]" if codes else "")


def _code(told: Told) -> str:
    return f"{told.code}, {told.fate}" if told.fate else told.code


def _branches(nodes: Sequence[Node]) -> list[tuple[Node, bool]]:
    """The branches that are drawn, each with whether it is the last; of many, the rest is counted."""
    shown = list(nodes)
    if len(shown) > _WIDEST:
        rest = shown[_WIDEST:]
        endings = Counter(one.ending for node in rest for one in node.all() if one.kind == "ending")
        counts = ", ".join(f"{count} {ending}" for ending, count in endings.most_common())
        words = f"and {len(rest)} more" + (f": {counts}" if counts else "")
        shown = [*shown[:_WIDEST], Node("limit", words)]
    return [(node, place == len(shown)) for place, node in enumerate(shown, 1)]
