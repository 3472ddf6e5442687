"""What was found in a project serves for a copy of it elsewhere, where the copy has the same texts."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path
from typing import Any

from flake8_ownership.cache import Cache


class Remembered:
    """A cache that also keeps in memory what it was asked for or given. `disk` is None where nothing goes there."""

    def __init__(self, disk: Cache | None) -> None:
        self._disk = disk
        self._entries: dict[str, bytes] = {}

    def get(self, name: str) -> Any:
        """What was put under a name; None where there is nothing."""
        found = self._disk.get(name) if self._disk is not None else None
        if found is not None:
            self._remember(name, found)
        return found

    def put(self, name: str, value: object) -> None:
        """Keeps a value."""
        self._remember(name, value)
        if self._disk is not None:
            self._disk.put(name, value)

    def text(self, name: str) -> str | None:
        """What was put under a name, as JSON."""
        found = self._entries.get(name)
        return zlib.decompress(found).decode() if found is not None else None

    def _remember(self, name: str, value: object) -> None:
        self._entries[name] = zlib.compress(json.dumps(value, separators=(",", ":")).encode(), level=1)


class Twin:
    """The cache for a copy of a folder: entries of the files there, told of those here. What an entry depends on is
    asked of the copy, so that one holds only where all of that is the same. Nothing is put into it."""

    def __init__(self, known: Remembered, there: Path, here: Path) -> None:
        self._known = known
        self._here = _named(str(here)), str(there)
        # As JSON has them.
        self._there = _named(json.dumps(str(there))[1:-1]), json.dumps(str(here))[1:-1]

    def get(self, name: str) -> Any:
        """What is known under a name; None where nothing is."""
        here, there = self._here
        text = self._known.text(here.sub(lambda _: there, name))
        if text is None:
            return None
        path, copy = self._there
        return json.loads(path.sub(lambda _: copy, text))

    def put(self, name: str, value: object) -> None:
        """Lets it go: the copy is not there for long."""


def _named(path: str) -> re.Pattern[str]:
    """A folder where it stands in a text, and no other whose name begins as its own does."""
    return re.compile(rf"{re.escape(path)}(?![\w.-])")
