"""What files, functions and calls are known by in an account: paths from one root, ids that hold when lines move."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from flake8_ownership.baseline import normalised
from flake8_ownership.ownership.model import Call
from flake8_ownership.ownership.services import service_of
from flake8_ownership.sites.site import Spot
from flake8_ownership.sites.work import Key, Stretch


class Place(NamedTuple):
    """Where a call stands."""

    path: str
    row: int
    column: int


class Names:
    """Tells paths from the root of an account, whichever project's root they were told from."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._paths: dict[tuple[Path, str], str] = {}

    def path(self, root: Path, path: str) -> str:
        """A path that was told from `root`."""
        if (root, path) not in self._paths:
            full = os.path.abspath(root / path)
            inside = Path(full).is_relative_to(self._root)
            self._paths[root, path] = Path(os.path.relpath(full, self._root) if inside else full).as_posix()
        return self._paths[root, path]

    def key(self, key: Key, root: Path) -> Key:
        """A function whose path was told from `root`."""
        return Key(self.path(root, key.path), key.function, key.row)

    def place(self, spot: Spot, root: Path) -> Place:
        """A call whose path was told from `root`."""
        return Place(self.path(root, spot.filename), spot.row, spot.column)

    def calls(self, stretches: Iterable[tuple[Stretch, Path]]) -> Mapping[Place, Call]:
        """The calls that failures begin at, by where they stand. Of those that are alike, the number is by the order of
        the text. Each stretch comes with the root that its paths were told from."""
        found: dict[Place, Stretch] = {}
        for stretch, root in stretches:
            place = self.place(stretch.origin, root)
            # Who makes the call itself knows its client.
            if place not in found or not stretch.road:
                found[place] = stretch
        alike: Counter[str] = Counter()
        calls: dict[Place, Call] = {}
        for place in sorted(found):
            stretch = found[place]
            name = f"{place.path}::{stretch.within}::{normalised(stretch.origin.call)}"
            alike[name] += 1
            calls[place] = Call(
                numbered(name, alike[name]),
                *(place.path, stretch.within, place.row, place.column, stretch.origin.call),
                *(stretch.service.api, stretch.service.library, service_of(stretch.service)),
                stretch.service.certainty,
            )
        return calls


def numbered(name: str, number: int) -> str:
    """The id of one of several that go by a name."""
    return name if number == 1 else f"{name}#{number}"
